package dev.refinery.rescore;

import dev.refinery.storage.s3.S3Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the log and the pixels are: as the services' own environment variables say, else the local stack's.
 *
 * @param kafka bootstrap servers
 */
record Backends(String kafka, S3Config s3) {
    /**
     * @param home folder of the local stack
     * @throws IllegalArgumentException nothing says where they are; the message says what to set
     */
    static Backends find(Map<String, String> environment, Path home) {
        String kafka = environment.get("KAFKA_BOOTSTRAP_SERVERS");
        String endpoint = environment.get("REFINERY_S3_ENDPOINT");
        Optional<LocalStackFile> stack =
                kafka != null && endpoint != null ? Optional.empty() : LocalStackFile.read(home);
        String accessKey = environment.get("REFINERY_S3_ACCESS_KEY");
        String secretKey = environment.get("REFINERY_S3_SECRET_KEY");
        if (stack.isPresent()) {
            LocalStackFile local = stack.get();
            return new Backends(
                    or(kafka, local.kafka()),
                    config(
                            environment,
                            local.s3(),
                            or(accessKey, local.accessKey()),
                            or(secretKey, local.secretKey())));
        }
        if (kafka == null || endpoint == null || accessKey == null || secretKey == null) {
            throw new IllegalArgumentException("no stack runs in " + home + ". Start one with ./refinery up, or set"
                    + " KAFKA_BOOTSTRAP_SERVERS, REFINERY_S3_ENDPOINT, REFINERY_S3_ACCESS_KEY and REFINERY_S3_SECRET_KEY"
                    + " as the services have them");
        }
        return new Backends(kafka, config(environment, URI.create(endpoint), accessKey, secretKey));
    }

    private static S3Config config(Map<String, String> environment, URI endpoint, String accessKey, String secretKey) {
        return new S3Config(
                endpoint,
                or(environment.get("REFINERY_S3_REGION"), "us-east-1"),
                or(environment.get("REFINERY_S3_BUCKET"), "refinery"),
                accessKey,
                secretKey);
    }

    private static String or(@Nullable String value, String fallback) {
        return value == null ? fallback : value;
    }
}
