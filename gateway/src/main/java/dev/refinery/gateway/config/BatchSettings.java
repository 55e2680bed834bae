package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code refinery.batches.*}: how large batches may be, and how fast they are submitted. */
@ConfigMapping(prefix = "refinery.batches")
public interface BatchSettings {
    /** Jobs of one batch that are out at a time; the tenant's limits hold beside it. */
    @WithDefault("64")
    int window();

    /** Most lines of one file. */
    @WithDefault("50000")
    int maxLines();
}
