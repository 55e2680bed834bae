package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookEndpoint.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a delivery that is due goes now. An endpoint is looked at anew for each attempt, so that changes hold for what waits. */
public sealed interface WebhookRoute {
    /** A replica that has just heard of an endpoint may be ahead of the one that delivers to it. */
    Duration LONGEST_LAG = Duration.ofMinutes(10);

    /**
     * To this address.
     *
     * @param endpoint whose secrets sign; null = the deployment's secret does
     * @param secrets sealed, newest first
     */
    record Post(String url, @Nullable EndpointId endpoint, List<String> secrets) implements WebhookRoute {
        public Post {
            secrets = List.copyOf(secrets);
        }
    }

    /** The endpoint is not known here yet. */
    record Later() implements WebhookRoute {}

    /** It is not to be sent. */
    record Nowhere(String why) implements WebhookRoute {}

    /** @param endpoint the delivery's endpoint as it stands; empty = none, or unknown */
    static WebhookRoute of(WebhookDelivery delivery, Optional<RegisteredEndpoint> endpoint, Instant now) {
        EndpointId id = delivery.endpoint();
        if (id == null) {
            return new Post(Objects.requireNonNull(delivery.url()), null, List.of());
        }
        if (endpoint.isEmpty()) {
            return id.createdAt().plus(LONGEST_LAG).isAfter(now)
                    ? new Later()
                    : new Nowhere("the endpoint was deleted");
        }
        String disabled = endpoint.get().disabledBecause();
        if (disabled != null) {
            return new Nowhere("the endpoint is disabled: " + disabled);
        }
        return new Post(
                endpoint.get().endpoint().url(),
                id,
                endpoint.get().endpoint().liveSecrets(now).stream()
                        .map(Secret::sealed)
                        .toList());
    }
}
