package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.refinery.contracts.id.JobId;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The stream of everything of a tenant, over real HTTP. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class EventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/v1/events")
    URI address;

    private static String asset() {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, 5))
                .post("/v1/assets")
                .path("id");
    }

    private static String submit() {
        return given().contentType("application/json")
                .body("{\"external_id\":\"SKU-7\",\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\""
                        + asset() + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static void end(String job) {
        JobEvents events = new JobEvents(JobId.parse(job));
        Bus.send(events.life(events.image("result")));
    }

    @Test
    void tellsOfEveryJobFromItsBeginningToItsDeletion() throws Exception {
        try (EventStream stream = new EventStream(address, null, null)) {
            stream.await(PATIENCE, event -> event.data().contains("\"missed\":false"));
            String job = submit();
            stream.await(
                    PATIENCE,
                    event -> event.name().equals("job.changed")
                            && event.data().contains(job)
                            && event.data().contains("\"external_id\":\"SKU-7\"")
                            && event.data().contains("\"status\":\"queued\""));
            end(job);
            stream.await(
                    PATIENCE,
                    event -> event.data().contains(job)
                            && event.data().contains("\"status\":\"succeeded\"")
                            && event.data().contains("\"outcome\":\"accepted\"")
                            && event.data().contains("/v1/jobs/" + job));
            given().delete("/v1/jobs/" + job).then().statusCode(204);
            stream.await(
                    PATIENCE,
                    event -> event.name().equals("job.deleted") && event.data().contains(job));
        }
    }

    @Test
    void tellsHowFarABatchIs() throws Exception {
        try (EventStream stream = new EventStream(address, null, null)) {
            String batch = given().contentType("application/x-ndjson")
                    .body(
                            ("{\"custom_id\":\"a\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\""
                                            + asset() + "\"}]}}\n")
                                    .getBytes(StandardCharsets.UTF_8))
                    .post("/v1/batches")
                    .path("id");
            stream.await(
                    PATIENCE,
                    event -> event.name().equals("batch.changed")
                            && event.data().contains(batch)
                            && event.data().contains("\"running\":1"));
            given().post("/v1/batches/" + batch + "/cancel").then().statusCode(202);
            stream.await(
                    PATIENCE,
                    event -> event.data().contains(batch) && event.data().contains("\"status\":\"cancelling\""));
        }
    }

    @Test
    void goesOnWhereItWasCutOff() throws Exception {
        String last;
        try (EventStream stream = new EventStream(address, null, null)) {
            String before = submit();
            last = stream.await(PATIENCE, event -> event.data().contains(before))
                    .id();
        }
        String meanwhile = submit();
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/jobs/" + meanwhile).statusCode() == 200);
        try (EventStream stream = new EventStream(address, last, null)) {
            EventStream.Event first = stream.await(PATIENCE, event -> true);
            assertThat(first.name()).isEqualTo("stream.opened");
            assertThat(first.data()).contains("\"missed\":false");
            stream.await(PATIENCE, event -> event.data().contains(meanwhile));
        }
    }

    @Test
    void saysThatItCannotTellWhatHappenedMeanwhile() throws Exception {
        try (EventStream stream = new EventStream(address, "0123abcd-7", null)) {
            assertThat(stream.await(PATIENCE, event -> true).data()).contains("\"missed\":true");
        }
        given().header("Last-Event-ID", "1000000")
                .get("/v1/events")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_event_id"));
    }

    @Test
    void aStreamOfWhichNobodyReadsEndsItsWatch() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (EventStream stream = new EventStream(address, null, null)) {
                stream.await(PATIENCE, event -> true);
            }
        }
        await().atMost(PATIENCE)
                .until(() -> Surroundings.admin()
                        .get("/q/metrics")
                        .asString()
                        .lines()
                        .anyMatch(
                                line -> line.startsWith("refinery_gateway_tenant_watchers") && line.endsWith(" 0.0")));
    }
}
