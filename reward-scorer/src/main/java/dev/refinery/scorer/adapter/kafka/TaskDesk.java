package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.domain.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One partition's tasks that wait or are out: what its store holds and what the dispatcher knows, changed together. A task that is
 * released at once is never stored as waiting. Not thread-safe.
 */
final class TaskDesk {
    private final Dispatcher dispatcher;
    private final int partition;
    private final KeyValueStore<String, PlannedTask> store;
    private final Map<JobId, Set<CandidateId>> waiting = new HashMap<>();
    private final Map<CandidateId, Instant> out = new LinkedHashMap<>();

    TaskDesk(Dispatcher dispatcher, int partition, KeyValueStore<String, PlannedTask> store) {
        this.dispatcher = dispatcher;
        this.partition = partition;
        this.store = store;
        List<Ticket> queue = new ArrayList<>();
        List<Ticket> released = new ArrayList<>();
        try (KeyValueIterator<String, PlannedTask> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, PlannedTask> entry = all.next();
                switch (entry.value) {
                    case PlannedTask.Waiting w -> {
                        queue.add(Ticket.of(w.task(), w.plannedAt()));
                        waits(w.task());
                    }
                    case PlannedTask.Out o -> {
                        released.add(o.ticket());
                        out.put(o.ticket().candidate(), o.until());
                    }
                }
            }
        }
        dispatcher.join(partition, queue, released);
    }

    /**
     * Takes up what was planned just now, and returns whatever of this partition is to run from now on, in order. Each task is returned
     * once, by this call or a later one.
     */
    List<GenerationTask> handOut(List<GenerationTask> planned, Instant now) {
        Map<CandidateId, GenerationTask> fresh = new LinkedHashMap<>();
        planned.forEach(task -> fresh.put(task.candidate(), task));
        dispatcher.plan(partition, planned.stream().map(t -> Ticket.of(t, now)).toList());
        List<GenerationTask> due = new ArrayList<>();
        for (Ticket ticket : dispatcher.due(partition)) {
            GenerationTask task = fresh.remove(ticket.candidate());
            if (task == null) {
                task = taken(ticket.candidate(), now);
            }
            out.put(ticket.candidate(), task.notAfter());
            store.put(ticket.candidate().toString(), new PlannedTask.Out(ticket, task.notAfter()));
            due.add(task);
        }
        fresh.values().forEach(task -> {
            waits(task);
            store.put(task.candidate().toString(), new PlannedTask.Waiting(now, task));
        });
        return due;
    }

    private GenerationTask taken(CandidateId candidate, Instant now) {
        noLongerWaits(candidate);
        if (store.get(candidate.toString()) instanceof PlannedTask.Waiting w) {
            return w.task(now);
        }
        throw new IllegalStateException("the store does not hold the task " + candidate);
    }

    /** True while tasks of the job wait. */
    boolean waits(JobId job) {
        return waiting.containsKey(job);
    }

    boolean anyWaits() {
        return !waiting.isEmpty();
    }

    /** What an event says of tasks: a candidate that exists, or never will, leaves its place in the window. */
    void observe(Event event) {
        switch (event) {
            case CandidateEvent.CandidateGenerated e ->
                ended(e.candidate(), e.cost().deviceSeconds());
            case CandidateEvent.CandidateFailed e -> ended(e.candidate(), null);
            case ScoreEvent.CandidateScored e ->
                ended(e.candidate(), e.cost() == null ? null : e.cost().deviceSeconds());
            case ScoreEvent.CandidateUnscorable e -> ended(e.candidate(), null);
            default -> {
                // Says nothing of tasks.
            }
        }
    }

    private void ended(CandidateId candidate, @Nullable Double seconds) {
        if (dispatcher.ended(partition, candidate, seconds)) {
            out.remove(candidate);
            noLongerWaits(candidate);
            store.delete(candidate.toString());
        }
    }

    /** Gives up what is left of a job's tasks. */
    void jobEnded(JobId job) {
        for (Ticket ticket : dispatcher.jobEnded(partition, job)) {
            out.remove(ticket.candidate());
            store.delete(ticket.candidate().toString());
        }
        waiting.remove(job);
    }

    /** Frees the places of tasks whose time is over: nobody will work on them any more. */
    void expire(Instant now) {
        List<CandidateId> over = out.entrySet().stream()
                .filter(e -> !e.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(candidate -> ended(candidate, null));
    }

    private void waits(GenerationTask task) {
        waiting.computeIfAbsent(task.job(), j -> new HashSet<>()).add(task.candidate());
    }

    private void noLongerWaits(CandidateId candidate) {
        Set<CandidateId> ofJob = waiting.get(candidate.job());
        if (ofJob != null) {
            ofJob.remove(candidate);
            if (ofJob.isEmpty()) {
                waiting.remove(candidate.job());
            }
        }
    }
}
