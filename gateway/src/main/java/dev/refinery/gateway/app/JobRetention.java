package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.storage.janitor.RetentionLookup;
import java.time.Instant;
import java.util.Optional;

/** What each client asked for, from the job views. */
public record JobRetention(JobViews views) implements RetentionLookup {
    @Override
    public Optional<Instant> retainUntil(TenantId tenant, JobId job) {
        return views.find(tenant, job).map(JobView::spec).map(JobSpec::retainUntil);
    }
}
