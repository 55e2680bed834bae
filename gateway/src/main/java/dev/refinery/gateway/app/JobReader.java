package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.JobView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads single jobs, waiting where a client may expect what is not there yet. Blocks the calling thread. */
public final class JobReader {
    /** A job id younger than this may be on its way to the view. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final JobViews views;
    private final AcceptedJobs accepted;
    private final Clock clock;
    private final Duration viewWait;

    public JobReader(JobViews views, AcceptedJobs accepted, Clock clock, Duration viewWait) {
        this.views = views;
        this.accepted = accepted;
        this.clock = clock;
        this.viewWait = viewWait;
    }

    /** A job that this replica accepted is there at once; one that another has just accepted is waited for. */
    public Optional<JobView> find(TenantId tenant, JobId job) {
        Optional<JobView> view = views.find(tenant, job);
        if (view.isPresent()) {
            accepted.forget(job);
            return view;
        }
        Optional<JobView> own = accepted.find(tenant, job);
        if (own.isPresent()) {
            return own;
        }
        Duration age = Duration.between(job.createdAt(), clock.instant());
        if (age.compareTo(FRESH) > 0 || age.isNegative()) {
            return view;
        }
        return await(tenant, job, v -> true, viewWait);
    }

    /** Waits until the job has ended; then, or when the time is over, its view as it stands. */
    public Optional<JobView> awaitEnd(TenantId tenant, JobId job, Duration atMost) {
        return await(tenant, job, v -> v.ending() != null, atMost);
    }

    @SuppressWarnings("try") // the watch is only held
    private Optional<JobView> await(TenantId tenant, JobId job, Predicate<JobView> enough, Duration atMost) {
        Instant until = clock.instant().plus(atMost);
        Semaphore changes = new Semaphore(0);
        try (var watch = views.watch(tenant, job, changes::release)) {
            while (true) {
                Optional<JobView> view = views.find(tenant, job);
                long left = Duration.between(clock.instant(), until).toMillis();
                if (view.filter(enough).isPresent() || left <= 0) {
                    return view;
                }
                if (changes.tryAcquire(left, TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return views.find(tenant, job);
        }
    }
}
