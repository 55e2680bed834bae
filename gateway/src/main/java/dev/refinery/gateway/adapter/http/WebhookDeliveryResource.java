package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as clients see it.
 *
 * @param webhookId what the receiver sees: the same for each attempt
 * @param target null with an endpoint
 * @param attempts the latest ones, oldest first; null in lists
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "WebhookDelivery")
public record WebhookDeliveryResource(
        String id,
        String webhookId,
        @Nullable String endpoint,

        @Schema(description = "Address of a job's own webhook.") @Nullable
        String target,

        String type,
        @Nullable String job,
        @Nullable Long seq,
        WebhookDelivery.Status status,

        @Schema(description = "Why it is failed or skipped.") @Nullable
        String reason,

        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        int attempted,
        @Nullable WebhookAttempt lastAttempt,
        @Nullable List<WebhookAttempt> attempts,
        String url) {
    public WebhookDeliveryResource {
        attempts = attempts == null ? null : List.copyOf(attempts);
    }

    static WebhookDeliveryResource listed(WebhookDelivery delivery, JobLinks links) {
        return of(delivery, null, links);
    }

    static WebhookDeliveryResource whole(WebhookDelivery delivery, JobLinks links) {
        return of(delivery, delivery.attempts(), links);
    }

    private static WebhookDeliveryResource of(
            WebhookDelivery delivery, @Nullable List<WebhookAttempt> attempts, JobLinks links) {
        EndpointId endpoint = delivery.endpoint();
        JobId job = delivery.job();
        return new WebhookDeliveryResource(
                delivery.id().value(),
                delivery.messageId(),
                endpoint == null ? null : endpoint.value(),
                delivery.url(),
                delivery.type(),
                job == null ? null : job.toString(),
                delivery.seq(),
                delivery.status(),
                delivery.reason(),
                delivery.createdAt(),
                delivery.dueAt(),
                delivery.attempted(),
                delivery.attempts().isEmpty() ? null : delivery.attempts().getLast(),
                attempts,
                links.webhookDelivery(delivery.id()));
    }
}
