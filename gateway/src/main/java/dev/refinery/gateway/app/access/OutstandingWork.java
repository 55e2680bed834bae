package dev.refinery.gateway.app.access;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.access.Cap;
import dev.refinery.gateway.domain.access.Load;
import dev.refinery.gateway.domain.access.OpenWork;
import dev.refinery.gateway.domain.access.TooManyRequests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How much open work each tenant has: what this replica's copy of the job views tells, and what this replica accepted since
 * and they do not tell yet. Exact with one replica; with more, the others' jobs are counted when the views show them, about a
 * tenth of a second later. Holds two numbers for each tenant with open work. Thread-safe.
 */
public final class OutstandingWork {
    /** A job that the views have not shown by then was lost on its way to the log. */
    private static final Duration LONGEST_ON_ITS_WAY = Duration.ofMinutes(1);

    private final Function<TenantId, Cap> caps;
    private final Clock clock;
    private final Map<TenantId, Load> told = new HashMap<>();
    private final Map<TenantId, Map<JobId, OnItsWay>> onTheirWay = new HashMap<>();

    public OutstandingWork(Function<TenantId, Cap> caps, Clock clock) {
        this.caps = caps;
        this.clock = clock;
    }

    private record OnItsWay(OpenWork work, Instant since) {}

    /** The views are told anew. */
    public synchronized void forget() {
        told.clear();
    }

    /** A job's open work was {@code before} and is {@code after}; empty = it is not open. */
    public synchronized void changed(TenantId tenant, JobId job, Optional<OpenWork> before, Optional<OpenWork> after) {
        Load load = told.getOrDefault(tenant, Load.NONE);
        Load less = before.map(load::minus).orElse(load);
        Load now = after.map(less::plus).orElse(less);
        if (now.equals(Load.NONE)) {
            told.remove(tenant);
        } else {
            told.put(tenant, now);
        }
        arrived(tenant, job);
    }

    public synchronized Load of(TenantId tenant) {
        Load load = told.getOrDefault(tenant, Load.NONE);
        for (OnItsWay one : onTheirWay.getOrDefault(tenant, Map.of()).values()) {
            load = load.plus(one.work());
        }
        return load;
    }

    /** @throws TooManyRequests 429 {@code too_many_outstanding_jobs}: not even the smallest job has room */
    public synchronized void requireRoom(TenantId tenant) {
        require(tenant, new OpenWork(1));
    }

    /**
     * Counts the job and appends it.
     *
     * @param append what makes the job exist; when it throws, the job is counted as soon as the views show it nevertheless
     * @throws TooManyRequests 429 {@code too_many_outstanding_jobs}; nothing was appended
     * @throws RequestRefused 422, the job has more candidates than the tenant may have open at all
     */
    public void admit(JobSpec spec, Runnable append) {
        synchronized (this) {
            OpenWork work = OpenWork.of(spec.refinement());
            require(spec.tenant(), work);
            onTheirWay
                    .computeIfAbsent(spec.tenant(), t -> new LinkedHashMap<>())
                    .put(spec.id(), new OnItsWay(work, now()));
        }
        boolean appended = false;
        try {
            append.run();
            appended = true;
        } finally {
            if (!appended) {
                synchronized (this) {
                    arrived(spec.tenant(), spec.id());
                }
            }
        }
    }

    private void require(TenantId tenant, OpenWork work) {
        Cap cap = caps.apply(tenant);
        if (!Load.NONE.plus(work).within(cap)) {
            throw RequestRefused.unprocessable(
                    ProblemCode.INVALID_VALUE,
                    "refinement",
                    "max_rounds times candidates is " + work.candidates() + "; at most " + cap.candidates()
                            + " candidates of this tenant may be outstanding.");
        }
        forgetLost(tenant);
        Load load = of(tenant);
        if (!load.plus(work).within(cap)) {
            throw TooManyRequests.outstanding(tenant, cap, load);
        }
    }

    private void forgetLost(TenantId tenant) {
        Instant old = now().minus(LONGEST_ON_ITS_WAY);
        onTheirWay.computeIfPresent(tenant, (t, jobs) -> {
            jobs.values().removeIf(one -> one.since().isBefore(old));
            return jobs.isEmpty() ? null : jobs;
        });
    }

    private void arrived(TenantId tenant, JobId job) {
        onTheirWay.computeIfPresent(tenant, (t, jobs) -> {
            jobs.remove(job);
            return jobs.isEmpty() ? null : jobs;
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
