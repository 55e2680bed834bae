package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SubmitIT {
    @Test
    void uploadsSubmitsAndReads() {
        String asset = given().contentType("image/png")
                .body(Pictures.png(120, 80, 3))
                .post("/v1/assets")
                .then()
                .statusCode(201)
                .body("id", startsWith("ast_"))
                .extract()
                .path("id");
        String id = given().contentType("application/json")
                .body("""
                        {"references":[{"name":"mug","role":"subject","asset":"%s"}],"seed":42}
                        """.formatted(asset))
                .post("/v1/jobs")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(202)
                .body("status", equalTo("queued"))
                .extract()
                .path("id");
        given().get("/v1/jobs/" + id).then().statusCode(200).body("seed", equalTo(42));
        given().get("/v1/jobs").then().statusCode(200).body("jobs[0].id", equalTo(id));
    }
}
