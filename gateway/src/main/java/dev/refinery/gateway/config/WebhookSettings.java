package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code refinery.webhooks.*}: deliveries to clients. */
@ConfigMapping(prefix = "refinery.webhooks")
public interface WebhookSettings {
    /** Signing secret, {@code whsec_} and base64; without it jobs that ask for a webhook are refused. */
    Optional<String> secret();

    /** Accept http and addresses inside private, loopback and link-local ranges. Only for closed networks and tests. */
    @WithDefault("false")
    boolean allowPrivate();

    /** For one attempt. */
    @WithDefault("PT15S")
    Duration timeout();

    /** Pauses between attempts, each varied by a fifth at random; after the last one a delivery is given up. */
    @WithDefault("PT5S,PT1M,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT20H")
    List<Duration> retrySchedule();

    /** How often due deliveries are looked for. */
    @WithDefault("PT0.5S")
    Duration tick();
}
