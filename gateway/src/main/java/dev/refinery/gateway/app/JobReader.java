package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Page;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.RequestRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads jobs, with what a client may expect though it is not in the views yet. Blocks the calling thread. */
public final class JobReader {
    /** A job id younger than this may be on its way to the view. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** No view lags so far: what is older and unknown was deleted. */
    private static final Duration LONGEST_LAG = Duration.ofMinutes(10);

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

    /**
     * A job that this replica accepted is there at once; one that another has just accepted is waited for.
     *
     * @throws RequestRefused 410, it was deleted
     */
    public Optional<JobView> find(TenantId tenant, JobId job) {
        return look(tenant, job).map(JobReader::present);
    }

    /** As {@link #find}, tombstones included. */
    public Optional<JobView> look(TenantId tenant, JobId job) {
        Optional<JobView> view = views.find(tenant, job);
        if (view.isPresent()) {
            accepted.forget(job);
            return view;
        }
        Optional<JobView> own = submitted(tenant, job);
        if (own.isPresent()) {
            return own;
        }
        Duration age = Duration.between(job.createdAt(), clock.instant());
        if (age.compareTo(FRESH) > 0 || age.isNegative()) {
            return view;
        }
        return await(tenant, job, v -> true, viewWait);
    }

    /** A page as of {@link JobViews#list}, in which the jobs that this replica has just accepted are not missing. */
    public Page list(TenantId tenant, JobFilter filter, int limit, @Nullable JobId before) {
        // What the views take in after this line is not lost: it is in the page.
        List<JobId> own = accepted.of(tenant);
        Page page = views.list(tenant, filter, limit, before);
        if (filter.status() != null && filter.status() != JobStatus.QUEUED) {
            return page;
        }
        Map<JobId, JobView> merged = new TreeMap<>(Comparator.reverseOrder());
        for (JobView view : page.jobs()) {
            merged.put(id(view), view);
            accepted.forget(id(view));
        }
        for (JobId job : own) {
            boolean olderThanCursor = before == null || job.compareTo(before) < 0;
            boolean inReach = page.next() == null || job.compareTo(page.next()) > 0;
            if (olderThanCursor && inReach && !merged.containsKey(job)) {
                find(tenant, job).filter(filter::matches).ifPresent(view -> merged.put(job, view));
            }
        }
        List<JobView> jobs = merged.values().stream().limit(limit).toList();
        return new Page(jobs, merged.size() > limit ? id(jobs.getLast()) : page.next());
    }

    private static JobId id(JobView listed) {
        return Objects.requireNonNull(listed.spec()).id();
    }

    /** A job as this replica accepted it, if the views may not know it yet. */
    private Optional<JobView> submitted(TenantId tenant, JobId job) {
        if (job.createdAt().isBefore(clock.instant().minus(LONGEST_LAG))) {
            accepted.forget(job);
        }
        return accepted.find(tenant, job);
    }

    /** Waits until the job has ended; then, or when the time is over, its view as it stands. */
    public Optional<JobView> awaitEnd(TenantId tenant, JobId job, Duration atMost) {
        return await(tenant, job, v -> v.ending() != null || v.deleted() != null, atMost)
                .map(JobReader::present);
    }

    /** Waits a little until what was just appended shows in this replica's view; its view then, or empty if it did not. */
    public Optional<JobView> awaitChange(TenantId tenant, JobId job, Predicate<JobView> shows) {
        return await(tenant, job, shows, viewWait).filter(shows);
    }

    private static JobView present(JobView view) {
        JobView.Deleted deleted = view.deleted();
        if (deleted != null) {
            throw RequestRefused.deleted(deleted);
        }
        return view;
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
