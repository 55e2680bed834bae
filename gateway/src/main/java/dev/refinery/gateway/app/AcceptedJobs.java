package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs that this replica accepted last, so that a client may read what it has just written however far the views lag
 * behind the log. Bounded; thread-safe.
 */
public final class AcceptedJobs {
    private static final int KEPT = 10_000;

    private final Map<JobId, JobView> latest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, JobView> eldest) {
            return size() > KEPT;
        }
    };

    synchronized void remember(JobSpec spec, JobView asSubmitted) {
        latest.put(spec.id(), asSubmitted);
    }

    synchronized void forget(JobId job) {
        latest.remove(job);
    }

    /** The job as it was submitted, while it is remembered. */
    synchronized Optional<JobView> find(TenantId tenant, JobId job) {
        return Optional.ofNullable(latest.get(job)).filter(view -> isOf(tenant, view));
    }

    /** What is remembered of a tenant, in no particular order. */
    synchronized List<JobId> of(TenantId tenant) {
        return latest.entrySet().stream()
                .filter(entry -> isOf(tenant, entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isOf(TenantId tenant, JobView view) {
        return view.spec() != null && view.spec().tenant().equals(tenant);
    }
}
