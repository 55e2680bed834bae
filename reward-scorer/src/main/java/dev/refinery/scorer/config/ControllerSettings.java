package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code refinery.controller.*}: the refinement controller's Kafka Streams topology. */
@ConfigMapping(prefix = "refinery.controller")
public interface ControllerSettings {
    /** Names the consumer group, the transactions and the state of all replicas. */
    @WithDefault("refinery-controller")
    String applicationId();

    /** How long the candidates of one round, or one final render, may take. */
    @WithDefault("PT120S")
    Duration roundDeadline();

    /** How often deadlines are looked at. */
    @WithDefault("PT1S")
    Duration tick();

    /** How long a decision may wait for its transaction; it is on every round's path. */
    @WithDefault("PT0.02S")
    Duration commitInterval();

    /** Copies of the topics that are created here, and of the state's change log. */
    @WithDefault("1")
    short replication();

    /** How long to wait for Kafka at start-up. */
    @WithDefault("PT60S")
    Duration startupTimeout();
}
