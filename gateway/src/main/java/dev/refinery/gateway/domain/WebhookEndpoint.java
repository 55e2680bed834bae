package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that a tenant has registered, on {@code refinery.webhook-endpoints}.
 *
 * @param events event types to send; empty = all
 * @param secrets newest first, at most two
 * @param enabled what the tenant wants; see {@link RegisteredEndpoint} for what holds
 * @param enabledAt when it was created, last enabled or given its address: an earlier 410 counts no more
 * @param revision grows by one with each change
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookEndpoint(
        EndpointId id,
        TenantId tenant,
        String url,
        @Nullable String description,
        List<String> events,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt,
        Instant enabledAt,
        List<Secret> secrets,
        long revision) {
    public WebhookEndpoint {
        events = List.copyOf(events);
        secrets = List.copyOf(secrets);
    }

    /**
     * @param sealed as the vault of secrets wrote it, never the secret's own text
     * @param expiresAt from then on it signs no more; null = it signs until it is replaced
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Secret(
            String sealed, Instant createdAt, @Nullable Instant expiresAt) {
        boolean live(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    public static WebhookEndpoint created(
            EndpointId id,
            TenantId tenant,
            String url,
            @Nullable String description,
            List<String> events,
            String sealed,
            Instant now) {
        return new WebhookEndpoint(
                id, tenant, url, description, events, true, now, now, now, List.of(new Secret(sealed, now, null)), 1);
    }

    public WebhookEndpoint changed(WebhookEndpointChange change, Instant now) {
        boolean nowEnabled = change.enabled() == null ? enabled : change.enabled();
        return new WebhookEndpoint(
                id,
                tenant,
                change.url() == null ? url : change.url(),
                change.description() == null ? description : change.description(),
                change.events() == null ? events : change.events(),
                nowEnabled,
                createdAt,
                now,
                Boolean.TRUE.equals(change.enabled()) || change.url() != null ? now : enabledAt,
                secrets,
                revision + 1);
    }

    /** The new secret signs at once; the one before it goes on beside it for {@code overlap}, and any older one ends now. */
    public WebhookEndpoint rotated(String sealed, Duration overlap, Instant now) {
        List<Secret> next = new ArrayList<>();
        next.add(new Secret(sealed, now, null));
        if (!overlap.isZero()) {
            Secret before = secrets.getFirst();
            next.add(new Secret(before.sealed(), before.createdAt(), now.plus(overlap)));
        }
        return new WebhookEndpoint(
                id, tenant, url, description, events, enabled, createdAt, now, enabledAt, next, revision + 1);
    }

    /** Those that sign now, newest first. */
    public List<Secret> liveSecrets(Instant now) {
        return secrets.stream().filter(s -> s.live(now)).toList();
    }

    public boolean wants(String type) {
        return events.isEmpty() || events.contains(type);
    }
}
