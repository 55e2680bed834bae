package dev.refinery.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a receiver.
 *
 * @param webhookId what the receiver sees, the same for each attempt
 * @param endpoint null for a job's own webhook, whose address is {@code target}
 * @param reason why it failed or was skipped
 * @param attempts the latest, oldest first; empty in lists
 */
public record WebhookDelivery(
        String id,
        String webhookId,
        @Nullable String endpoint,
        @Nullable String target,
        String type,
        @Nullable String job,
        @Nullable Long seq,
        DeliveryStatus status,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        int attempted,
        @Nullable Attempt lastAttempt,
        List<Attempt> attempts) {
    public WebhookDelivery {
        Objects.requireNonNull(id, "id");
        attempts = Absent.list(attempts);
    }

    /**
     * @param status null = there was no answer
     * @param response how the answer began
     */
    public record Attempt(
            Instant at,
            long latencyMs,
            @Nullable Integer status,
            @Nullable String error,
            @Nullable String response) {}
}
