package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code refinery.provenance.*} */
@ConfigMapping(prefix = "refinery.provenance")
public interface ProvenanceSettings {
    /** PEM files with the public keys that results were signed with, the present one and those of old. */
    Optional<List<Path>> publicKeys();
}
