package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When pixels are deleted. */
@ConfigMapping(prefix = "refinery.janitor")
public interface JanitorSettings {
    /** One replica sweeps the bucket in each period. */
    @WithDefault("PT1H")
    Duration period();

    /** Age at which candidates and masks go; longer than any job may run. */
    @WithDefault("P2D")
    Duration candidates();

    /** Age at which results of jobs that are not known any more go. */
    @WithDefault("P30D")
    Duration orphans();

    /** Age at which uploads to a link go, finished or not; finished ones have become assets. */
    @WithDefault("PT24H")
    Duration uploads();

    /** Age at which an Idempotency-Key is free again. */
    @WithDefault("PT24H")
    Duration claims();
}
