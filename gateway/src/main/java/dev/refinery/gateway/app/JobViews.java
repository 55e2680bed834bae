package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs as they stand, eventually consistent with the log. Thread-safe; every method may throw {@link ServiceUnavailable}. */
public interface JobViews {
    Optional<JobView> find(TenantId tenant, JobId job);

    /**
     * Newest first. The work is bounded: a page may end early, even empty, and say where to go on.
     *
     * @param before only jobs older than this one; null = from the newest
     */
    Page list(TenantId tenant, JobFilter filter, int limit, @Nullable JobId before);

    /** Calls {@code changed} after each change until closed. The callback must be quick. */
    Watch watch(TenantId tenant, JobId job, Runnable changed);

    /** @param next where to go on; null = there are no more */
    record Page(List<JobView> jobs, @Nullable JobId next) {
        public Page {
            jobs = List.copyOf(jobs);
        }
    }

    /** Ends a subscription. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
