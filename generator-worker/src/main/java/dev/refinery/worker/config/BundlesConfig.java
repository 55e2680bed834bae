package dev.refinery.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code refinery.bundles.*} */
@ConfigMapping(prefix = "refinery.bundles")
public interface BundlesConfig {
    /** Folder with {@code <name>/<version>/bundle.json}. */
    @WithDefault("bundles")
    Path path();

    /** sha256 of the manifests of the bundles that may be loaded; empty = any bundle of the folder. */
    Optional<Set<String>> allowed();

    /** Where the native libraries are unpacked, once: about 450 MB. Default: {@code ~/.djl.ai}. */
    Optional<Path> cache();
}
