package dev.refinery.storage.s3;

import java.net.URI;

/**
 * Where the bucket is.
 *
 * @param endpoint scheme, host and port, e.g. {@code http://127.0.0.1:9000}
 * @param publicEndpoint what clients reach the store under, for links; the same as {@code endpoint} unless they are elsewhere
 * @param region given rather than discovered, so that presigning needs no request
 */
public record S3Config(
        URI endpoint, URI publicEndpoint, String region, String bucket, String accessKey, String secretKey) {
    public S3Config(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
        this(endpoint, endpoint, region, bucket, accessKey, secretKey);
    }

    @Override
    public String toString() {
        return "S3Config[endpoint=" + endpoint + ", publicEndpoint=" + publicEndpoint + ", region=" + region
                + ", bucket=" + bucket + "]";
    }
}
