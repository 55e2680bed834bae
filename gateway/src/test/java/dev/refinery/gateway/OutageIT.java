package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the gateway says when a system beside it is down, and that it recovers by itself. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class OutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static String upload(int tone) {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, tone))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
    }

    private static io.restassured.response.ValidatableResponse submit(String asset) {
        return given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}]}")
                .post("/v1/jobs")
                .then();
    }

    @Test
    void enqueuesNothingWithoutTheStore() {
        String asset = upload(101);
        long before = Bus.enqueued();
        Surroundings.s3.stop();
        try {
            submit(asset)
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("store_unavailable"));
            Surroundings.admin().get("/q/health/ready").then().statusCode(503);
            Surroundings.admin().get("/q/health/live").then().statusCode(200);
        } finally {
            Surroundings.s3.restart();
        }
        assertThat(Bus.enqueued()).isEqualTo(before);
        await().atMost(PATIENCE).untilAsserted(() -> submit(asset).statusCode(202));
    }

    @Test
    void saysThatTheLogIsDownAndGoesOnAfterwards() {
        String asset = upload(102);
        Surroundings.kafka.stop();
        try {
            submit(asset)
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("log_unavailable"));
        } finally {
            Surroundings.kafka.restart();
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            String id = submit(asset).statusCode(202).extract().path("id");
            given().get("/v1/jobs/" + id).then().statusCode(200);
        });
    }
}
