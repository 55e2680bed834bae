package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code refinery.bundles.*} and {@code refinery.state.dir}. */
@ConfigMapping(prefix = "refinery")
public interface PathSettings {
    /** Folder with {@code <name>/<version>/bundle.json}. */
    @WithName("bundles.path")
    @WithDefault("bundles")
    Path bundles();

    /** sha256 of the manifests of the encoder bundles that may be loaded; empty = any. */
    @WithName("bundles.allowed")
    Optional<Set<String>> allowedBundles();

    /** Where PyTorch's native libraries are unpacked when a policy names an encoder: about 450 MB. Default: {@code ~/.djl.ai}. */
    @WithName("bundles.cache")
    Optional<Path> nativeCache();

    /** Folder of the controller's local state; it can be rebuilt from Kafka. */
    @WithName("state.dir")
    @WithDefault("state/reward-scorer")
    Path state();
}
