package dev.refinery.worker.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code refinery.provenance.*} */
@ConfigMapping(prefix = "refinery.provenance")
public interface ProvenanceConfig {
    /** PEM file with the Ed25519 private key that signs results. Without it their manifests are unsigned. */
    Optional<Path> key();
}
