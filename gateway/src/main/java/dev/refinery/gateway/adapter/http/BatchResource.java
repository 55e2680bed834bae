package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchStatus;
import dev.refinery.gateway.domain.JobLinks;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A batch as clients see it. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Batch", description = "A file of jobs and how far it is.")
public record BatchResource(
        String id,
        String object,
        BatchStatus status,
        Instant createdAt,
        @Nullable Instant cancellingAt,
        @Nullable Instant endedAt,
        Instant expiresAt,
        boolean rollover,

        @Schema(description = "Bears the batch's jobs together: GET /v1/jobs?label=")
        String label,

        Counts requestCounts,
        @Nullable String failure,
        Urls urls) {

    /**
     * @param submitted jobs that were made
     * @param running of them, not seen to end yet
     * @param failed lines that are no jobs included, of which there are {@code invalid}
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "BatchCounts")
    public record Counts(
            int total, int submitted, int running, int completed, int failed, int cancelled, int invalid) {}

    @Schema(name = "BatchUrls")
    public record Urls(String self, String cancel, String output, String errors, String jobs) {}

    static BatchResource of(Batch batch, JobLinks links) {
        String self = links.batch(batch.id());
        return new BatchResource(
                batch.id().value(),
                "batch",
                batch.status(),
                batch.id().createdAt(),
                batch.cancelRequestedAt(),
                batch.endedAt(),
                batch.id().createdAt().plus(Batch.KEPT),
                batch.rollover(),
                batch.label(),
                new Counts(
                        batch.input().lines(),
                        batch.dispatched(),
                        batch.open().size(),
                        batch.counts().succeeded(),
                        batch.counts().failed(),
                        batch.counts().cancelled(),
                        batch.input().invalid()),
                batch.failure(),
                new Urls(
                        self,
                        self + "/cancel",
                        self + "/output",
                        self + "/errors",
                        links.base() + "/v1/jobs?batch=" + batch.id()));
    }
}
