package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When which job wants to be looked at, so that a tick need not read every state. Rebuilt from the states at start; not
 * thread-safe.
 */
final class Agenda {
    private final TreeMap<Instant, TreeSet<JobId>> byTime = new TreeMap<>();
    private final Map<JobId, Instant> byJob = new HashMap<>();

    void put(JobId job, Instant at) {
        remove(job);
        byJob.put(job, at);
        byTime.computeIfAbsent(at, t -> new TreeSet<>()).add(job);
    }

    void remove(JobId job) {
        Instant at = byJob.remove(job);
        if (at != null) {
            TreeSet<JobId> jobs = byTime.get(at);
            if (jobs != null) {
                jobs.remove(job);
                if (jobs.isEmpty()) {
                    byTime.remove(at);
                }
            }
        }
    }

    /** Jobs whose time has come, in order of time; they stay until they are put elsewhere. */
    List<JobId> due(Instant now) {
        List<JobId> due = new ArrayList<>();
        byTime.headMap(now, true).values().forEach(due::addAll);
        return due;
    }
}
