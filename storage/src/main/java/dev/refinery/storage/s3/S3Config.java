package dev.refinery.storage.s3;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the bucket is.
 *
 * @param endpoint scheme, host and port, e.g. {@code http://127.0.0.1:9000}
 * @param publicEndpoint what clients reach the store under, for links; the same as {@code endpoint} unless they are elsewhere
 * @param region given rather than discovered, so that presigning needs no request
 * @param certificateAuthorities PEM file of authorities that are trusted besides the JVM's own; null = these only
 */
public record S3Config(
        URI endpoint,
        URI publicEndpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        @Nullable Path certificateAuthorities) {
    public S3Config(
            URI endpoint, URI publicEndpoint, String region, String bucket, String accessKey, String secretKey) {
        this(endpoint, publicEndpoint, region, bucket, accessKey, secretKey, null);
    }

    public S3Config(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
        this(endpoint, endpoint, region, bucket, accessKey, secretKey);
    }

    @Override
    public String toString() {
        return "S3Config[endpoint=" + endpoint + ", publicEndpoint=" + publicEndpoint + ", region=" + region
                + ", bucket=" + bucket + "]";
    }
}
