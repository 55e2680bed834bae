package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.storage.janitor.RetentionLookup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each client asked for, from the job views. A sweep asks for a job once for each of its objects, one after another. */
public final class JobRetention implements RetentionLookup {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final JobViews views;
    private final Clock clock;
    private volatile @Nullable Looked last;

    public JobRetention(JobViews views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    private record Looked(TenantId tenant, JobId job, Instant at, Optional<JobView> view) {}

    @Override
    public Optional<Instant> retainUntil(TenantId tenant, JobId job) {
        return find(tenant, job).map(JobView::spec).map(JobSpec::retainUntil);
    }

    @Override
    public boolean deleted(TenantId tenant, JobId job) {
        return find(tenant, job).map(JobView::deleted).isPresent();
    }

    private Optional<JobView> find(TenantId tenant, JobId job) {
        Instant now = clock.instant();
        Looked looked = last;
        if (looked == null
                || !looked.job().equals(job)
                || !looked.tenant().equals(tenant)
                || looked.at().plus(REMEMBERED).isBefore(now)) {
            looked = new Looked(tenant, job, now, views.find(tenant, job));
            last = looked;
        }
        return looked.view();
    }
}
