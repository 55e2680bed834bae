package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files of jobs on a real broker and a real store; the workers are played. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class BatchesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static String asset() {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, 5))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
    }

    private static String line(String customId, String asset) {
        return "{\"custom_id\":\"" + customId
                + "\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset
                + "\"}]}}\n";
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

    private static void awaitCount(String batch, String count, int value) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/batches/" + batch)
                        .then()
                        .statusCode(200)
                        .body("request_counts." + count, equalTo(value)));
    }

    private static void succeed(JobId job) {
        byte[] png = Pictures.png(20, 20, 8);
        Bus.send(new JobEvents(job)
                .life(new ImageRef(
                        Surroundings.s3.bucket(),
                        "default/final/" + job + "/result-0.png",
                        Sha256.hex(png),
                        "image/png",
                        20,
                        20)));
    }

    @Test
    void anEndpointIsToldOnceThatABatchHasEnded() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 204)) {
            String endpoint = given().contentType("application/json")
                    .body("{\"url\":\"" + receiver.url() + "\",\"events\":[\"batch.completed\"]}")
                    .post("/v1/webhook-endpoints")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            String batch = send(line("one", asset()) + "{broken\n", key()).path("id");
            awaitCount(batch, "running", 1);
            succeed(new BatchId(batch).job(0));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(receiver.posted)
                            .singleElement()
                            .satisfies(posted -> {
                                assertThat(posted.id()).isEqualTo("msg_" + batch);
                                assertThat(posted.body())
                                        .contains(
                                                "\"type\":\"batch.completed\"",
                                                "\"completed\":1",
                                                "\"failed\":1",
                                                batch + "/output");
                            }));
            given().delete("/v1/webhook-endpoints/" + endpoint).then().statusCode(204);
        }
    }

    @Test
    void runsTheGoodLinesAndTellsOfTheBad() {
        String asset = asset();
        String unknown = "ast_" + "0".repeat(64);
        String file = line("one", asset) + "{broken\n" + line("lost", unknown) + line("two", asset);
        String key = key();
        Response sent = send(file, key);
        sent.then()
                .statusCode(202)
                .header("Location", notNullValue())
                .body("object", equalTo("batch"))
                .body("request_counts.total", equalTo(4))
                .body("request_counts.invalid", equalTo(1));
        String batch = sent.path("id");
        assertThat(send(file, key).<String>path("id")).isEqualTo(batch);
        assertThat(send(line("other", asset), key).statusCode()).isEqualTo(422);

        awaitCount(batch, "running", 2);
        awaitCount(batch, "failed", 2);
        BatchId id = new BatchId(batch);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs?batch=" + batch)
                        .then()
                        .body("jobs.external_id", equalTo(List.of("two", "one")))
                        .body("jobs[0].priority", equalTo("batch"))
                        .body("jobs[0].labels", equalTo(List.of("batch:" + batch.substring(6)))));
        given().get("/v1/batches/" + batch + "/output").then().body(equalTo(""));

        succeed(id.job(0));
        awaitCount(batch, "completed", 1);
        String partial = given().get("/v1/batches/" + batch + "/output").asString();
        assertThat(partial.lines()).singleElement().asString().contains("\"custom_id\":\"one\"", "/results/0");
        succeed(id.job(2));
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/batches/" + batch)
                        .then()
                        .body("status", equalTo("completed"))
                        .body("ended_at", notNullValue()));
        assertThat(given().get("/v1/batches/" + batch + "/output").asString().lines())
                .hasSize(2);
        assertThat(given().get("/v1/batches/" + batch + "/errors").asString().lines())
                .satisfiesExactly(
                        l -> assertThat(l).contains("\"line\":2", "malformed_json"),
                        l -> assertThat(l).contains("\"custom_id\":\"lost\"", "unknown_asset"));
        given().post("/v1/batches/" + batch + "/cancel").then().statusCode(409).body("code", equalTo("batch_ended"));
        given().get("/v1/batches").then().body("batches[0].id", notNullValue());
    }

    @Test
    void keepsABoundOnWhatIsOutAndStopsWhenAsked() {
        String asset = asset();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            file.append(line("sku-" + i, asset));
        }
        String batch = send(file.toString(), key()).path("id");
        BatchId id = new BatchId(batch);
        awaitCount(batch, "submitted", 64);
        succeed(id.job(5));
        awaitCount(batch, "submitted", 65);
        given().get("/v1/batches/" + batch).then().body("request_counts.running", equalTo(64));

        given().post("/v1/batches/" + batch + "/cancel").then().statusCode(202).body("status", equalTo("cancelling"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get("/v1/jobs/" + id.job(64)).then().body("status", equalTo("canceling")));
        for (int i = 0; i < 65; i++) {
            if (i != 5) {
                Bus.send(List.of(new JobCanceled(id.job(i), TenantId.DEFAULT, 0, 0, Instant.now(), "Canceled.", null)));
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/batches/" + batch)
                        .then()
                        .body("status", equalTo("cancelled"))
                        .body("request_counts.completed", equalTo(1))
                        .body("request_counts.cancelled", equalTo(199)));
        assertThat(given().get("/v1/batches/" + batch + "/errors").asString().lines())
                .hasSize(199);
        assertThat(given().get("/v1/batches/" + batch + "/output").asString().lines())
                .singleElement()
                .asString()
                .contains("\"custom_id\":\"sku-5\"");
        given().post("/v1/batches/" + batch + "/cancel").then().statusCode(200);
    }

    @Test
    void whatOneItemDidNotNeedGoesToOneThatFellShort() {
        String asset = asset();
        String budget = "\"body\":{\"refinement\":{\"max_rounds\":3,\"candidates\":2},";
        String file = (line("good", asset) + line("short", asset)).replace("\"body\":{", budget);
        String batch = given().contentType("application/x-ndjson")
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches?rollover=true")
                .path("id");
        awaitCount(batch, "running", 2);
        BatchId id = new BatchId(batch);
        // Both may judge 6 and judged 4, so that one more round of 2 is left for whoever can use it.
        JobEvents shortfall = new JobEvents(id.job(1));
        List<Event> life = new ArrayList<>(shortfall.life(shortfall.image("r")));
        life.removeLast();
        life.add(shortfall.belowGate(shortfall.image("r")));
        Bus.send(life);
        awaitCount(batch, "completed", 1);
        given().get("/v1/jobs/" + id.job(1)).then().body("continuations", equalTo(0));
        succeed(id.job(0));
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs/" + id.job(1)).then().body("continuations", equalTo(1)));
        awaitCount(batch, "running", 1);
        given().get("/v1/batches/" + batch).then().body("status", equalTo("in_progress"));
        Bus.send(List.of(shortfall.succeededLater(shortfall.image("r"))));
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/batches/" + batch)
                        .then()
                        .body("status", equalTo("completed"))
                        .body("request_counts.completed", equalTo(2)));
        given().get("/v1/jobs/" + id.job(1))
                .then()
                .body("continuations", equalTo(1))
                .body("outcome", equalTo("accepted"));
    }

    @Test
    void aLineThatIsTooLongIsToldAndTheOthersRun() {
        String asset = asset();
        String tooLong =
                line("long", asset).replace("\"body\":{", "\"body\":{\"prompt\":\"" + "x".repeat(1 << 20) + "\",");
        String batch =
                send(line("a", asset) + tooLong + line("b", asset), key()).path("id");
        awaitCount(batch, "running", 2);
        assertThat(given().get("/v1/batches/" + batch + "/errors").asString().lines())
                .singleElement()
                .asString()
                .contains("\"line\":2", "body_too_large");
    }

    @Test
    void refusesWhatItCannotRead() {
        given().contentType("application/x-ndjson")
                .body("\n".getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches")
                .then()
                .statusCode(422)
                .body("code", equalTo("empty_batch"));
        given().get("/v1/batches/batch_1").then().statusCode(404).body("code", equalTo("unknown_batch"));
        given().get("/v1/batches?limit=0").then().statusCode(400);
        given().get("/v1/batches?cursor=x").then().statusCode(400);
        given().get("/v1/jobs?batch=x").then().statusCode(400);
        given().contentType("application/x-ndjson")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches?rollover=maybe")
                .then()
                .statusCode(400);
        Response failed = given().contentType("application/x-ndjson")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches");
        failed.then().statusCode(202).body("status", equalTo("failed"));
        given().get("/v1/batches/" + failed.path("id")).then().statusCode(200).body("failure", notNullValue());
        given().get("/v1/batches?limit=1").then().body("batches", hasSize(1));
    }
}
