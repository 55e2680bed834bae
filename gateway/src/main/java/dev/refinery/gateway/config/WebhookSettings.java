package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code refinery.webhooks.*}: deliveries to clients. */
@ConfigMapping(prefix = "refinery.webhooks")
public interface WebhookSettings {
    /** Signs jobs' own webhooks, {@code whsec_} and base64; without it jobs that ask for one are refused. */
    Optional<String> secret();

    /**
     * Encrypt the secrets of endpoints in Kafka, base64 of 32 bytes each: the first one encrypts, all of them decrypt. Without one
     * the secrets are readable for whoever may read the topic.
     */
    Optional<List<String>> encryptionKeys();

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
    @WithDefault("PT0.1S")
    Duration tick();

    /** Attempts at the same time to one receiver. */
    @WithDefault("4")
    int perEndpoint();

    /** Attempts at the same time by one replica; receivers that fail or are slow share half of them. */
    @WithDefault("128")
    int inFlight();

    /** How long deliveries can be looked up, sent again and replayed. Longer than the retry schedule. */
    @WithDefault("P7D")
    Duration logRetention();
}
