package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;

/**
 * One message to one receiver, on {@code refinery.webhook-deliveries} and in the store of pending deliveries.
 *
 * @param id the {@code webhook-id}: the same for every attempt, so that receivers can drop repetitions
 * @param body the exact bytes that are signed and sent, as text
 * @param attempts how many attempts have failed
 * @param dueAt not before this instant
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WebhookDelivery(
        String id,
        TenantId tenant,
        JobId job,
        ProgressType type,
        String url,
        String body,
        Instant createdAt,
        int attempts,
        Instant dueAt) {

    public static String idOf(JobId job, long seq) {
        return "msg_" + job.toString().replace("-", "") + "_" + seq;
    }

    public WebhookDelivery failedAt(Instant nextDueAt) {
        return new WebhookDelivery(id, tenant, job, type, url, body, createdAt, attempts + 1, nextDueAt);
    }
}
