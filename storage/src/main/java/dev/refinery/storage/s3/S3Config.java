package dev.refinery.storage.s3;

import java.net.URI;

/**
 * Where the bucket is.
 *
 * @param endpoint scheme, host and port, e.g. {@code http://127.0.0.1:9000}
 * @param region given rather than discovered, so that presigning needs no request
 */
public record S3Config(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    @Override
    public String toString() {
        return "S3Config[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
    }
}
