package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.PrivateSigningKey;
import dev.refinery.provenance.Provenance;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A result's provenance over HTTP, read from the file in a real S3 server. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ProvenanceIT {
    private static final PrivateSigningKey KEY = PrivateSigningKey.generate();

    @Test
    void tellsWhatTheFileTells() throws Exception {
        String id = submit();
        byte[] file = stamped(id, ProvenanceStamp.signing(KEY));
        Provenance written = Provenance.read(file).orElseThrow();

        succeed(id, file)
                .statusCode(200)
                .body("manifest", equalTo(written.manifest()))
                .body("algorithm", equalTo("Ed25519"))
                .body("key_id", equalTo(KEY.publicKey().id()))
                .body("signature", equalTo(written.signature().value()));
        assertThat(written.manifest()).contains("\"job\":\"" + id + "\"");
        given().get("/v1/jobs/" + id + "/results/1/provenance")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_result"));
    }

    @Test
    void saysThatNobodySigned() {
        String id = submit();
        succeed(id, stamped(id, ProvenanceStamp.unsigned())).statusCode(200).body("signature", nullValue());
    }

    @Test
    void saysThatAFileOfOldCarriesNone() {
        succeed(submit(), Pictures.png(20, 20, 8)).statusCode(404).body("code", equalTo("no_provenance"));
    }

    @Test
    void knowsNoResultOfAJobThatRunsOrOfNone() {
        given().get("/v1/jobs/" + submit() + "/results/0/provenance")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_result"));
        given().get("/v1/jobs/01a21302-9ebc-7649-a7b3-ae82c9231b91/results/0/provenance")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_job"));
    }

    @Test
    void listsNoKeysWhereNoneAreConfigured() {
        given().get("/v1/provenance-keys").then().statusCode(200).body("keys", hasSize(0));
    }

    private static ValidatableResponse succeed(String id, byte[] file) {
        var s3 = Surroundings.s3;
        ImageRef image;
        try (var store = MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()))) {
            String key = "default/final/" + id + "/result-0.png";
            store.put(key, file, "image/png");
            image = new ImageRef(s3.bucket(), key, Sha256.hex(file), "image/png", 20, 20);
        }
        Bus.send(new JobEvents(JobId.parse(id)).life(image));
        given().header("Prefer", "wait=30").get("/v1/jobs/" + id).then().body("status", equalTo("succeeded"));
        return given().get("/v1/jobs/" + id + "/results/0/provenance").then();
    }

    private static String submit() {
        String asset = given().contentType("image/png")
                .body(Pictures.png(60, 40, 1))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
        return given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static byte[] stamped(String id, ProvenanceStamp stamp) {
        JobSpec spec = new JobEvents(JobId.parse(id)).submitted(null).spec();
        GenerationTask task = new GenerationTask(
                CandidateId.finalRender(spec.id(), 0),
                spec.tenant(),
                Lane.INTERACTIVE,
                Purpose.FINAL,
                spec.model(),
                spec.prompt(),
                spec.seed(),
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                spec.references(),
                spec.refinement().policy(),
                spec.output(),
                20,
                20,
                ImageFormat.PNG,
                spec.deadline());
        return stamp.stamp(task, "b".repeat(64), DigitalSourceType.COMPOSITE, Pictures.png(20, 20, 8));
    }
}
