package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.refinery.rewards.RewardPolicies;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Reward policies over HTTP, kept in a real S3 server. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PoliciesIT {
    private static byte[] policy(String name, double gate) {
        return """
                name: %s
                version: "1"
                quality: {gate: 0.5}
                roles:
                  subject: {gate: %s, metrics: [{name: subject-fidelity, midpoint: 0.5, scale: 0.1}]}
                  background: {gate: 0.5, masked: not judged}
                  style: {gate: 0.5, masked: not judged}
                  lighting: {gate: 0.5, masked: not judged}
                  pose: {gate: 0.5, masked: not judged}
                """.formatted(name, gate).getBytes(StandardCharsets.UTF_8);
    }

    private static Response put(String reference, byte[] document) {
        return given().contentType("application/yaml").body(document).put("/v1/policies/" + reference);
    }

    private static Response submit(String policy) {
        String asset = given().contentType("image/png")
                .body(Pictures.png(60, 40, 9))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
        return given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset
                        + "\"}],\"refinement\":{\"policy\":\"" + policy + "\"}}")
                .post("/v1/jobs");
    }

    @Test
    void aPublishedPolicyNeverChanges() {
        byte[] document = policy("fixed", 0.7);
        put("fixed@1", document)
                .then()
                .statusCode(201)
                .body("policy", equalTo("fixed@1"))
                .body("digest", equalTo(Sha256.hex(document)));
        put("fixed@1", document).then().statusCode(200).body("digest", equalTo(Sha256.hex(document)));
        put("fixed@1", policy("fixed", 0.8))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("policy_exists"));

        Response stored = given().get("/v1/policies/fixed@1");
        stored.then().statusCode(200).header("ETag", equalTo("\"" + Sha256.hex(document) + "\""));
        assertThat(stored.asByteArray()).isEqualTo(document);
        given().header("If-None-Match", "\"" + Sha256.hex(document) + "\"")
                .get("/v1/policies/fixed@1")
                .then()
                .statusCode(304);
        given().get("/v1/policies")
                .then()
                .body("policies.policy", hasItems("catalog@1", "fixed@1"))
                .body("policies[0].default", equalTo(true))
                .body("policies.find { it.policy == 'fixed@1' }.origin", equalTo("published"));
    }

    @Test
    void namesOfTheProductAreTaken() {
        byte[] shipped = RewardPolicies.document("catalog@1").orElseThrow();
        put("catalog@1", shipped).then().statusCode(200).body("digest", equalTo(Sha256.hex(shipped)));
        put("catalog@1", policy("catalog", 0.1)).then().statusCode(409);
        assertThat(given().get("/v1/policies/catalog@1").asByteArray()).isEqualTo(shipped);
    }

    @Test
    void refusesWhatIsNoPolicyAndNamesEveryPlace() {
        String broken = new String(policy("broken", 7), StandardCharsets.UTF_8)
                .replace("subject-fidelity", "crystal-ball")
                .replace("quality", "qualities");
        put("broken@1", broken.getBytes(StandardCharsets.UTF_8))
                .then()
                .statusCode(422)
                .body("code", equalTo("invalid_policy"))
                .body(
                        "errors.field",
                        hasItems("quality", "qualities", "roles.subject.gate", "roles.subject.metrics[0].name"));
        given().get("/v1/policies/broken@1").then().statusCode(404).body("code", equalTo("unknown_policy"));
        put("other@1", policy("mine", 0.5)).then().statusCode(422).body("code", equalTo("policy_name_mismatch"));
        put("big@1", new byte[70_000]).then().statusCode(413).body("code", equalTo("body_too_large"));
        put("..%2Fescape@1", policy("mine", 0.5)).then().statusCode(422);
    }

    @Test
    void aJobMayNameAPolicyAtOnceAndIsPinnedToItsDocument() {
        long before = Bus.enqueued();
        submit("fresh@1")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_policy"))
                .body("field", equalTo("refinement.policy"))
                .body("detail", containsString("catalog@1"));
        assertThat(Bus.enqueued()).isEqualTo(before);

        byte[] document = policy("fresh", 0.6);
        put("fresh@1", document).then().statusCode(201);
        String id = submit("fresh@1")
                .then()
                .statusCode(202)
                .body("refinement.policy", equalTo("fresh@1"))
                .body("refinement.policy_digest", equalTo(Sha256.hex(document)))
                .extract()
                .path("id");
        given().get("/v1/jobs/" + id)
                .then()
                .statusCode(200)
                .body("refinement.policy_digest", equalTo(Sha256.hex(document)));
        given().get("/v1/policies").then().body("policies.policy", hasItem("fresh@1"));
    }
}
