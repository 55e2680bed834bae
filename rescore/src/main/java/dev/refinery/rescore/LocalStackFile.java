package dev.refinery.rescore;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the local stack's {@code stack.json} says of its Kafka and S3. */
record LocalStackFile(
        @JsonProperty("kafka") String kafka,
        @JsonProperty("s3") URI s3,
        @JsonProperty("s3_access_key") String accessKey,
        @JsonProperty("s3_secret_key") String secretKey) {

    /** Empty when no stack runs in {@code home}. */
    static Optional<LocalStackFile> read(Path home) {
        try {
            return Optional.of(
                    Json.mapper().readValue(Files.readAllBytes(home.resolve("stack.json")), LocalStackFile.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "LocalStackFile[" + kafka + " " + s3 + "]";
    }
}
