package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

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

    /** Tasks of a lane that may be out at a time, over all replicas; 0 = any number; empty = what the workers can hold and a reserve. */
    OptionalInt window();

    /** How often it is looked up what the workers can hold. */
    @WithDefault("PT2S")
    Duration capacityRefresh();

    /** Shares of tenants that wait in the same lane, by tenant; 1 where none is given. */
    Map<String, Double> weights();

    /** How long to wait for Kafka at start-up. */
    @WithDefault("PT60S")
    Duration startupTimeout();
}
