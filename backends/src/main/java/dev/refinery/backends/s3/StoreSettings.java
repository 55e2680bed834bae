package dev.refinery.backends.s3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** {@code refinery.s3.*}: where pixels lie. */
@ConfigMapping(prefix = "refinery.s3")
public interface StoreSettings {
    /** Scheme, host and port. */
    @WithDefault("http://127.0.0.1:9000")
    URI endpoint();

    /** Scheme, host and port that clients reach the store under, for presigned links; empty = {@link #endpoint()}. */
    Optional<URI> publicEndpoint();

    @WithDefault("us-east-1")
    String region();

    @WithDefault("refinery")
    String bucket();

    /** PEM file of certificate authorities that the store's certificate may come from, besides those that the JVM trusts. */
    Optional<Path> certificateAuthorities();

    String accessKey();

    String secretKey();
}
