package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.refinery.gateway.domain.BatchId;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches while a system beside the gateway is down, and uploads that break off. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class BatchOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TestHTTPResource("/")
    URI base;

    private static String asset() {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, 5))
                .post("/v1/assets")
                .path("id");
    }

    private static String file(int items, String metadata) {
        String asset = asset();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < items; i++) {
            file.append("{\"custom_id\":\"sku-")
                    .append(i)
                    .append("\",\"body\":{\"metadata\":{")
                    .append(metadata)
                    .append("},\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"")
                    .append(asset)
                    .append("\"}]}}\n");
        }
        return file.toString();
    }

    private static Response send(String file, String key) {
        return given().contentType("application/x-ndjson")
                .header("Idempotency-Key", key)
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static List<String> known() {
        return given().get("/v1/batches?limit=100").path("batches.id");
    }

    private static void awaitCount(String batch, String count, int value) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        given().get("/v1/batches/" + batch).then().body("request_counts." + count, equalTo(value)));
    }

    @Test
    void takesNothingInWithoutTheStoreAndTheSameRequestPassesLater() {
        String file = file(3, "");
        String key = key();
        List<String> before = known();
        Surroundings.s3.stop();
        try {
            send(file, key)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("store_unavailable"));
            assertThat(known()).isEqualTo(before);
        } finally {
            Surroundings.s3.restart();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(send(file, key).statusCode()).isEqualTo(202));
        awaitCount(send(file, key).path("id"), "running", 3);
    }

    @Test
    void whatTheLogDidNotTakeStartsWhenTheRequestComesAgain() {
        String file = file(2, "");
        String key = key();
        Surroundings.kafka.stop();
        try {
            send(file, key).then().statusCode(503).body("code", equalTo("log_unavailable"));
        } finally {
            Surroundings.kafka.restart();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(send(file, key).statusCode()).isEqualTo(202));
        Response again = send(file, key);
        again.then().header("Idempotent-Replayed", "true");
        awaitCount(again.path("id"), "running", 2);
        assertThat(known()).filteredOn(again.<String>path("id")::equals).hasSize(1);
    }

    @Test
    void goesOnWhereTheStoreLeftOff() throws Exception {
        try (PlayedScorer scorer = new PlayedScorer(Surroundings.kafka.bootstrapServers())) {
            scorer.endAtMost(0);
            String batch = send(file(100, ""), key()).path("id");
            awaitCount(batch, "running", 64);
            Surroundings.s3.stop();
            try {
                scorer.endAtMost(Integer.MAX_VALUE);
                // Those that are out end; others cannot be made, as their pictures cannot be looked at.
                awaitCount(batch, "completed", 64);
                given().get("/v1/batches/" + batch)
                        .then()
                        .body("status", equalTo("in_progress"))
                        .body("request_counts.failed", equalTo(0));
            } finally {
                Surroundings.s3.restart();
            }
            awaitCount(batch, "completed", 100);
            assertThat(scorer.begun(new BatchId(batch))).hasSize(100);
        }
    }

    @Test
    void resultsBreakOffVisiblyWhenTheStoreDoes() throws Exception {
        // 14 kB a job: two parts, of which the second is not read yet when the connection is full of the first.
        String metadata = IntStream.range(0, 28)
                .mapToObj(i -> "\"m" + i + "\":\"" + "y".repeat(490) + "\"")
                .collect(Collectors.joining(","));
        int items = 110;
        String batch;
        try (PlayedScorer scorer = new PlayedScorer(Surroundings.kafka.bootstrapServers())) {
            batch = send(file(items, metadata), key()).path("id");
            awaitCount(batch, "completed", items);
        }
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(8 * 1024);
            slow.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            slow.setSoTimeout((int) PATIENCE.toMillis());
            slow.getOutputStream()
                    .write(("GET /v1/batches/" + batch + "/output HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = slow.getInputStream().readNBytes(1000);
            assertThat(new String(head, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
            Surroundings.s3.stop();
            try {
                String rest = readAll(slow.getInputStream());
                assertThat(rest.lines().filter(l -> l.contains("\"custom_id\"")).count())
                        .isLessThan(items);
                assertThat(rest).as("it does not look like the end").doesNotEndWith("\r\n0\r\n\r\n");
                given().get("/v1/batches/" + batch + "/output")
                        .then()
                        .statusCode(503)
                        .body("code", equalTo("store_unavailable"));
            } finally {
                Surroundings.s3.restart();
            }
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(given().get("/v1/batches/" + batch + "/output")
                                .asString()
                                .lines())
                        .hasSize(items));
    }

    /** What came until the connection ended, however it did. */
    private static String readAll(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (IOException reset) {
            // As good a way to break off as any.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUploadThatBreaksOffStartsNothing() throws Exception {
        List<String> before = known();
        byte[] file = file(50, "").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                                            + file.length + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(file, 0, file.length / 2);
            socket.getOutputStream().flush();
        }
        String later = send(file(1, ""), key()).then().statusCode(202).extract().path("id");
        awaitCount(later, "running", 1);
        assertThat(known()).filteredOn(id -> !before.contains(id)).containsExactly(later);
    }
}
