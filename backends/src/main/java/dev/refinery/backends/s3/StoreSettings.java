package dev.refinery.backends.s3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** {@code refinery.s3.*}: where pixels lie. */
@ConfigMapping(prefix = "refinery.s3")
public interface StoreSettings {
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
