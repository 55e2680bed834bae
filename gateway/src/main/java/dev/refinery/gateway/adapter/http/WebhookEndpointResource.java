package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.app.WebhookEndpoints.WithSecret;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookEndpoint;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as clients see it.
 *
 * @param secret only where it was just made
 * @param secrets those that sign now, newest first, without their text
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "WebhookEndpoint")
public record WebhookEndpointResource(
        String id,
        String url,
        @Nullable String description,

        @Schema(description = "Event types that are sent; empty = all.")
        List<String> events,

        boolean enabled,
        @Nullable String disabledReason,
        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "whsec_ and base64; only in the answer that made it.") @Nullable
        String secret,

        List<LiveSecret> secrets,
        Urls urls) {
    public WebhookEndpointResource {
        events = List.copyOf(events);
        secrets = List.copyOf(secrets);
    }

    /** @param expiresAt null = it signs until it is replaced */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "WebhookSecret")
    public record LiveSecret(Instant createdAt, @Nullable Instant expiresAt) {}

    /** Where to go on. */
    @Schema(name = "WebhookEndpointUrls")
    public record Urls(String self, String deliveries) {}

    static WebhookEndpointResource of(WithSecret made, JobLinks links, Instant now) {
        return of(made.endpoint(), made.secret(), links, now);
    }

    static WebhookEndpointResource of(RegisteredEndpoint registered, JobLinks links, Instant now) {
        return of(registered, null, links, now);
    }

    private static WebhookEndpointResource of(
            RegisteredEndpoint registered, @Nullable String secret, JobLinks links, Instant now) {
        WebhookEndpoint endpoint = registered.endpoint();
        String self = links.webhookEndpoint(endpoint.id());
        return new WebhookEndpointResource(
                endpoint.id().value(),
                endpoint.url(),
                endpoint.description(),
                endpoint.events(),
                registered.enabled(),
                registered.disabledBecause(),
                endpoint.createdAt(),
                endpoint.updatedAt(),
                secret,
                endpoint.liveSecrets(now).stream()
                        .map(s -> new LiveSecret(s.createdAt(), s.expiresAt()))
                        .toList(),
                new Urls(self, self + "/deliveries"));
    }
}
