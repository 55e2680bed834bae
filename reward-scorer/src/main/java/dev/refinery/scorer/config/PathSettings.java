package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;

/** {@code refinery.bundles.path} and {@code refinery.state.dir}. */
@ConfigMapping(prefix = "refinery")
public interface PathSettings {
    /** Folder with {@code <name>/<version>/bundle.json}. */
    @WithName("bundles.path")
    @WithDefault("bundles")
    Path bundles();

    /** Folder of the controller's local state; it can be rebuilt from Kafka. */
    @WithName("state.dir")
    @WithDefault("state/reward-scorer")
    Path state();
}
