package dev.refinery.client.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of events.
 *
 * @param events that are sent; empty = all
 * @param secret only in the answer that made it
 * @param secrets those that sign now, newest first
 */
public record WebhookEndpoint(
        String id,
        String url,
        @Nullable String description,
        List<String> events,
        boolean enabled,
        @Nullable String disabledReason,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String secret,
        List<LiveSecret> secrets) {
    public WebhookEndpoint {
        Objects.requireNonNull(id, "id");
        events = Absent.list(events);
        secrets = Absent.list(secrets);
    }

    /** @param expiresAt null = it signs until it is replaced */
    public record LiveSecret(Instant createdAt, @Nullable Instant expiresAt) {}

    /** Without the secret: what is printed may be kept. */
    @Override
    public String toString() {
        return "WebhookEndpoint[" + id + ", " + url + ", " + (enabled ? "enabled" : "disabled") + "]";
    }
}
