package dev.refinery.worker.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** {@code refinery.s3.*} */
@ConfigMapping(prefix = "refinery.s3")
public interface S3Settings {
    /** Scheme, host and port. */
    @WithDefault("http://127.0.0.1:9000")
    URI endpoint();

    @WithDefault("us-east-1")
    String region();

    @WithDefault("refinery")
    String bucket();

    String accessKey();

    String secretKey();
}
