package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One line of a tenant's stream: which job or batch changed, and where it stands now.
 *
 * @param missed of {@code stream.opened}: true when changes since the given position may not be told
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TenantEvent", description = "Which job or batch changed, and where it stands now.")
public record TenantEvent(
        @Schema(
                enumeration = {OPENED, JOB_CHANGED, JOB_DELETED, BATCH_CHANGED},
                description = "stream.opened comes first.")
        String type,

        @Nullable Boolean missed,
        @Nullable String job,
        @Nullable String batch,
        @Nullable String status,
        @Nullable Quality outcome,
        @Nullable String externalId,
        BatchResource.@Nullable Counts requestCounts,
        @Nullable String url) {
    static final String OPENED = "stream.opened";
    static final String JOB_CHANGED = "job.changed";
    static final String JOB_DELETED = "job.deleted";
    static final String BATCH_CHANGED = "batch.changed";

    static TenantEvent opened(boolean missed) {
        return new TenantEvent(OPENED, missed, null, null, null, null, null, null, null);
    }

    static TenantEvent deleted(String job) {
        return new TenantEvent(JOB_DELETED, null, job, null, null, null, null, null, null);
    }

    static TenantEvent of(JobView view, JobLinks links) {
        JobSpec spec = Objects.requireNonNull(view.spec());
        JobView.Ending ending = view.ending();
        return new TenantEvent(
                JOB_CHANGED,
                null,
                spec.id().toString(),
                null,
                view.status().wireName(),
                ending == null ? null : ending.outcome(),
                spec.externalId(),
                null,
                links.job(spec.id()));
    }

    static TenantEvent of(Batch batch, JobLinks links) {
        BatchResource resource = BatchResource.of(batch, links);
        return new TenantEvent(
                BATCH_CHANGED,
                null,
                null,
                resource.id(),
                resource.status().wireName(),
                null,
                null,
                resource.requestCounts(),
                resource.urls().self());
    }
}
