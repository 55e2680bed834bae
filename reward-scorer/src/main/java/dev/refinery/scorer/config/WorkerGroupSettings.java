package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code refinery.worker.group}: what the scorer must know of the workers. */
@ConfigMapping(prefix = "refinery.worker")
public interface WorkerGroupSettings {
    /** Share group of all workers. */
    @WithDefault("refinery-workers")
    String group();
}
