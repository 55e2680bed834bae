package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.localstack.EmbeddedS3;
import dev.refinery.localstack.LocalStack;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

/** One tenant of a local stack that wants keys. */
final class TenantClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final KeyToken token;

    private TenantClient(URI gateway, KeyToken token) {
        this.gateway = gateway;
        this.token = token;
    }

    /** Makes a key for the tenant in the stack's own store. */
    static TenantClient of(LocalStack stack, String tenant) {
        KeyToken token = KeyToken.generate(new SecureRandom());
        try (ObjectStore store = MinioObjectStore.connect(new S3Config(
                stack.state().s3(),
                EmbeddedS3.REGION,
                EmbeddedS3.BUCKET,
                stack.state().s3AccessKey(),
                stack.state().s3SecretKey()))) {
            store.ensureBucket();
            new ApiKeys(store)
                    .add(ApiKey.of(
                            token,
                            new TenantId(tenant),
                            EnumSet.allOf(Scope.class),
                            "bench",
                            Instant.ofEpochMilli(System.currentTimeMillis()),
                            null));
        }
        return new TenantClient(stack.gateway(), token);
    }

    /** A job file's job with its pictures uploaded. */
    ObjectNode prepared(Path jobFile) throws IOException, InterruptedException {
        ObjectNode job = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(jobFile));
        for (JsonNode node : job.path("references")) {
            ObjectNode reference = (ObjectNode) node;
            Path picture = jobFile.resolveSibling(reference.remove("file").asText());
            JsonNode asset = send(HttpRequest.newBuilder(gateway.resolve("/v1/assets"))
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofFile(picture)));
            reference.set("asset", asset.path("id"));
        }
        return job;
    }

    /** @return the job's id */
    String submit(ObjectNode job, int seed) throws IOException, InterruptedException {
        job.put("seed", seed);
        return send(HttpRequest.newBuilder(gateway.resolve("/v1/jobs"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(job.toString())))
                .path("id")
                .asText();
    }

    JsonNode job(String id) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + id)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                request.header("Authorization", "Bearer " + token.reveal())
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailure(response.uri() + " answered " + response.statusCode());
        }
        return Json.mapper().readTree(response.body());
    }
}
