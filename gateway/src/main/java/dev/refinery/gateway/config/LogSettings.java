package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code refinery.streams.*}: how the job views are kept. */
@ConfigMapping(prefix = "refinery.streams")
public interface LogSettings {
    /** Names the consumer group, the transactions and the state of all replicas of this gateway. */
    @WithDefault("refinery-gateway")
    String applicationId();

    /** How long changes may wait before they become visible. */
    @WithDefault("PT0.05S")
    Duration commitInterval();

    /** Copies of the topics that this gateway creates. */
    @WithDefault("1")
    short replication();
}
