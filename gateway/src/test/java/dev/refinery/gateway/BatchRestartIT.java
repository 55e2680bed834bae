package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches over real gateway processes that are killed in the middle, and one that is large; the workers are played. */
@Backends
class BatchRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int WINDOW = 8;

    /** A batch of {@code -Drefinery.batch.items=10000} takes a minute or so; docs/benchmarks.md has its numbers. */
    private static final int MANY = Integer.getInteger("refinery.batch.items", 1500);

    @TempDir
    static Path folder;

    private static KafkaBackend kafka;
    private static S3Backend s3;

    @BeforeAll
    static void startBackends() {
        kafka = KafkaBackend.start(folder.resolve("kafka"));
        s3 = S3Backend.start(folder.resolve("s3"));
    }

    @AfterAll
    static void stopBackends() {
        s3.close();
        kafka.close();
    }

    private static GatewayProcess gateway(String name, String application, int window) throws Exception {
        return new GatewayProcess(
                folder.resolve(name),
                kafka,
                s3,
                Map.of(
                        "REFINERY_STREAMS_APPLICATION_ID",
                        application,
                        "REFINERY_BATCHES_WINDOW",
                        Integer.toString(window)));
    }

    private static String file(GatewayProcess gateway, int items) {
        String asset = given().baseUri(gateway.address().toString())
                .port(gateway.address().getPort())
                .contentType("image/png")
                .body(Pictures.png(60, 40, 5))
                .post("/v1/assets")
                .path("id");
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < items; i++) {
            file.append("{\"custom_id\":\"sku-")
                    .append(i)
                    .append("\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"")
                    .append(asset)
                    .append("\"}]}}\n");
        }
        return file.toString();
    }

    private static BatchId send(GatewayProcess gateway, String file) {
        return new BatchId(gateway.call()
                .contentType("application/x-ndjson")
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches")
                .then()
                .statusCode(202)
                .extract()
                .path("id"));
    }

    private static void awaitCompleted(GatewayProcess gateway, BatchId batch, int atLeast) {
        await().atMost(PATIENCE.plusMillis(100L * atLeast))
                .ignoreExceptions()
                .until(() -> gateway.call().get("/v1/batches/" + batch).<Integer>path("request_counts.completed")
                        >= atLeast);
    }

    private static List<String> customIds(GatewayProcess gateway, BatchId batch) throws Exception {
        List<String> ids = new ArrayList<>();
        for (String line : gateway.call()
                .get("/v1/batches/" + batch + "/output")
                .asString()
                .lines()
                .toList()) {
            JsonNode result = Json.mapper().readTree(line);
            ids.add(result.path("custom_id").asText());
        }
        return ids;
    }

    private static List<String> skus(int items) {
        return IntStream.range(0, items).mapToObj(i -> "sku-" + i).toList();
    }

    @Test
    void everyItemRunsOnceThoughTheGatewayIsKilledTwice() throws Exception {
        int items = 60;
        try (PlayedScorer scorer = new PlayedScorer(kafka.bootstrapServers());
                GatewayProcess gateway =
                        gateway("killed", "batch-restart", WINDOW).start().awaitReady()) {
            scorer.endAtMost(scorer.begun() + 10);
            BatchId batch = send(gateway, file(gateway, items));
            awaitCompleted(gateway, batch, 5);
            gateway.kill();
            int before = scorer.begun(batch).size();
            assertThat(before).isBetween(6, 10 + WINDOW);

            scorer.endAtMost(scorer.begun() - before + 35);
            gateway.start();
            awaitCompleted(gateway, batch, 25);
            gateway.kill();
            assertThat(scorer.begun(batch).size()).isGreaterThan(before).isLessThanOrEqualTo(35 + WINDOW);

            scorer.endAtMost(Integer.MAX_VALUE);
            gateway.start();
            awaitCompleted(gateway, batch, items);
            gateway.call()
                    .get("/v1/batches/" + batch)
                    .then()
                    .body("status", equalTo("completed"))
                    .body("request_counts.submitted", equalTo(items))
                    .body("request_counts.failed", equalTo(0));
            assertThat(scorer.begun(batch))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, items).mapToObj(batch::job).toList());
            // What a crash left between the log and the store may be on the log twice, never more than was out.
            assertThat(scorer.submissions(batch)).isLessThanOrEqualTo(items + 2 * WINDOW);
            assertThat(customIds(gateway, batch)).isEqualTo(skus(items));
            assertThat(gateway.call().get("/v1/batches/" + batch + "/errors").asString())
                    .isEmpty();
        }
    }

    @Test
    void aLargeBatchTakesLittleMemoryAndTellsHowFarItIs() throws Exception {
        try (PlayedScorer scorer = new PlayedScorer(kafka.bootstrapServers());
                GatewayProcess gateway =
                        gateway("large", "batch-large", 64).start().awaitReady()) {
            scorer.endAtMost(0);
            String file = file(gateway, MANY);
            long idle = gateway.residentMegabytes();
            long begun = System.nanoTime();
            BatchId batch = send(gateway, file);
            double intake = seconds(begun);
            await().atMost(PATIENCE)
                    .until(() -> gateway.call()
                            .get("/v1/batches/" + batch)
                            .<Integer>path("request_counts.running")
                            .equals(64));
            int others = scorer.begun() - 64;
            scorer.endAtMost(others + MANY / 3);
            awaitCompleted(gateway, batch, MANY / 3);
            assertThat(customIds(gateway, batch)).as("results so far").hasSize(MANY / 3);
            long ran = System.nanoTime();
            scorer.endAtMost(Integer.MAX_VALUE);
            awaitEnd(gateway, batch);
            double run = seconds(ran);
            long read = System.nanoTime();
            assertThat(customIds(gateway, batch)).isEqualTo(skus(MANY));
            double output = seconds(read);
            long peak = gateway.peakMegabytes();
            System.out.printf(
                    "batch of %d: intake %.1f s, the last two thirds %.1f s (%.0f jobs/s), output %.1f s, resident %d MB idle, %d MB at most%n",
                    MANY, intake, run, (MANY - MANY / 3) / run, output, idle, peak);
            assertThat(peak).isLessThan(idle + 250);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void awaitEnd(GatewayProcess gateway, BatchId batch) {
        await().atMost(Duration.ofMinutes(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Objects.equals(
                        gateway.call().get("/v1/batches/" + batch).path("status"), "completed"));
    }
}
