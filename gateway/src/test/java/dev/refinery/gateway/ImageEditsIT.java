package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImagesResponse;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits over OpenAI's own Java library, and as its Python library sends them. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ImageEditsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] RESULT = Pictures.png(24, 24, 99);

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    private OpenAIClient client(Duration timeout) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(base + "v1")
                .apiKey("dummy")
                .timeout(timeout)
                .build();
    }

    private Path file(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    /** The newest job, once there is one that was not there before. */
    private static JobId newest(String before) {
        return await()
                .atMost(PATIENCE)
                .until(
                        () -> given().get("/v1/jobs?limit=1").<List<String>>path("jobs.id"),
                        ids -> !ids.isEmpty() && !ids.getFirst().equals(before))
                .stream()
                .map(JobId::parse)
                .findFirst()
                .orElseThrow();
    }

    private static String newestNow() {
        List<String> ids = given().get("/v1/jobs?limit=1").path("jobs.id");
        return ids.isEmpty() ? "" : ids.getFirst();
    }

    /** Makes the call, plays the rest of the system for the job that it makes, and gives what the call answers. */
    private static <T> T whileEnding(Supplier<T> call, Function<JobId, List<? extends Event>> life) {
        String before = newestNow();
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(call);
        Bus.send(life.apply(newest(before)));
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static List<? extends Event> success(JobId job) {
        ImageRef result = new ImageRef(
                Surroundings.s3.bucket(),
                "default/final/" + job + "/result-0.png",
                Sha256.hex(RESULT),
                "image/png",
                24,
                24);
        try (ObjectStore store = Tenants.store()) {
            store.put(result.key(), RESULT, "image/png");
        }
        return new JobEvents(job).life(result);
    }

    private static List<? extends Event> failure(JobId job, String code) {
        return List.of(new JobFailed(
                job,
                TenantId.DEFAULT,
                code,
                "The mug cannot be told from its backdrop.",
                "mug",
                0,
                0,
                Instant.now(),
                null));
    }

    private static JsonPath job(String id) {
        return given().get("/v1/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    @Test
    void theJavaLibraryGetsAPictureOfOneFile() throws Exception {
        Path mug = file("mug.png", Pictures.png(60, 40, 31));
        ImagesResponse answer = whileEnding(
                () -> client(PATIENCE)
                        .images()
                        .edit(ImageEditParams.builder()
                                .image(mug)
                                .model("gpt-image-1")
                                .prompt("@mug on wood")
                                .size(ImageEditParams.Size._1024X1536)
                                .quality(ImageEditParams.Quality.LOW)
                                .n(1)
                                .user("4711")
                                .putAdditionalBodyProperty("seed", JsonValue.from(42))
                                .putAdditionalBodyProperty("refinement", JsonValue.from(Map.of("candidates", 3)))
                                .build()),
                ImageEditsIT::success);
        answer.validate();
        assertThat(Base64.getDecoder()
                        .decode(answer.data().orElseThrow().getFirst().b64Json().orElseThrow()))
                .isEqualTo(RESULT);
        assertThat(answer.usage().orElseThrow().totalTokens()).isZero();
        Map<String, Object> refinery =
                answer._additionalProperties().get("refinery").convert(Map.class);
        JsonPath job = job(String.valueOf(refinery.get("job")));
        assertThat(job.getString("references[0].name")).isEqualTo("mug");
        assertThat(job.getString("output.size")).isEqualTo("1024x1536");
        assertThat(job.getInt("refinement.max_rounds")).isEqualTo(1);
        assertThat(job.getInt("refinement.candidates")).isEqualTo(3);
        assertThat(job.getInt("seed")).isEqualTo(42);
        assertThat(job.getString("metadata.user")).isEqualTo("4711");
    }

    /** Streams have no file name, so these are parts that only their type tells to be files. */
    @Test
    void theJavaLibraryGetsALinkForSeveralImages() {
        byte[] large = Pictures.noise(400, 300);
        assertThat(large).hasSizeGreaterThan(300_000);
        List<InputStream> images =
                List.of(new ByteArrayInputStream(large), new ByteArrayInputStream(Pictures.png(50, 50, 33)));
        ImagesResponse answer = whileEnding(
                () -> client(PATIENCE)
                        .images()
                        .edit(ImageEditParams.builder()
                                .imageOfInputStreams(images)
                                .prompt("@image1 before @image2")
                                .responseFormat(ImageEditParams.ResponseFormat.URL)
                                .putAdditionalBodyProperty("references", JsonValue.from(Map.of("1", "background")))
                                .build()),
                ImageEditsIT::success);
        String url = answer.data().orElseThrow().getFirst().url().orElseThrow();
        assertThat(given().urlEncodingEnabled(false).get(URI.create(url)).asByteArray())
                .isEqualTo(RESULT);
        assertThat(job(newestNow()).getList("references.role")).isEqualTo(List.of("subject", "background"));
    }

    @Test
    void theJavaLibraryIsToldWhatIsWrong() throws Exception {
        long before = Bus.enqueued();
        Path mug = file("mug.png", Pictures.png(60, 40, 34));
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client(PATIENCE)
                        .images()
                        .edit(ImageEditParams.builder()
                                .image(mug)
                                .prompt("@mug")
                                .n(9)
                                .build()));
        assertThat(refused.param()).contains("n");
        assertThat(refused.code()).contains("invalid_value");
        assertThat(refused.type()).contains("invalid_request_error");
        assertThat(refused).hasMessageContaining("between 1 and 4");
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    @Test
    void aLibraryThatWouldGiveUpIsToldTheJobAndDoesNotSendItAgain() throws Exception {
        Path mug = file("mug.png", Pictures.png(60, 40, 35));
        String before = newestNow();
        long enqueued = Bus.enqueued();
        InternalServerException late = catchThrowableOfType(
                InternalServerException.class,
                () -> client(Duration.ofSeconds(3))
                        .images()
                        .edit(ImageEditParams.builder()
                                .image(mug)
                                .prompt("@mug")
                                .build()));
        JobId job = newest(before);
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.code()).contains("edit_not_in_time");
        assertThat(late).hasMessageContaining(job.toString());
        assertThat(late.headers().values("X-Refinery-Job")).containsExactly(job.toString());
        assertThat(Bus.enqueued()).isEqualTo(enqueued + 1);
        assertThat(job(job.toString()).getString("status")).isEqualTo("queued");
    }

    /** As the Python library sends two images, with extra_body nested. */
    private static Response pythonEdit() {
        return given().header("Authorization", "Bearer dummy")
                .header("X-Stainless-Read-Timeout", "60")
                .multiPart("prompt", "@mug on @table")
                .multiPart("size", "auto")
                .multiPart("references[table.png]", "background")
                .multiPart("image[]", "mug.png", Pictures.png(60, 40, 36), "image/png")
                .multiPart("image[]", "table.png", Pictures.png(50, 50, 37), "image/png")
                .post("/v1/images/edits");
    }

    @Test
    void thePythonLibraryGetsItsPicture() {
        Response answer = whileEnding(ImageEditsIT::pythonEdit, ImageEditsIT::success);
        answer.then()
                .statusCode(200)
                .header("X-Refinery-Job", answer.<String>path("refinery.job"))
                .body("data[0].b64_json", equalTo(Base64.getEncoder().encodeToString(RESULT)))
                .body("refinery.outcome", equalTo("accepted"))
                .body("refinery.results[0].scores[0].name", equalTo("mug"));
        assertThat(job(answer.path("refinery.job")).getList("references.name")).isEqualTo(List.of("mug", "table"));
    }

    @Test
    void aJobThatFailsIsAnErrorThatIsNotRetried() {
        whileEnding(ImageEditsIT::pythonEdit, job -> failure(job, "low_confidence_cutout"))
                .then()
                .statusCode(400)
                .header("x-should-retry", "false")
                .body("error.code", equalTo("edit_failed"))
                .body("error.message", containsString("The mug cannot be told from its backdrop."));
        whileEnding(ImageEditsIT::pythonEdit, job -> failure(job, "generation_failed"))
                .then()
                .statusCode(500)
                .header("x-should-retry", "false")
                .body("error.type", equalTo("server_error"));
        whileEnding(
                        ImageEditsIT::pythonEdit,
                        job -> List.of(new JobCanceled(job, TenantId.DEFAULT, 0, 0, Instant.now(), null, null)))
                .then()
                .statusCode(409)
                .header("x-should-retry", "false")
                .body("error.code", equalTo("edit_canceled"));
    }

    @Test
    void whatIsOpaqueInTheMaskStays() throws Exception {
        byte[] rgba = new byte[4 * 60 * 40];
        for (int i = 0; i < 60 * 40; i++) {
            rgba[4 * i + 3] = (byte) (i % 60 < 30 ? 255 : 0);
        }
        byte[] mask = ImageEncoder.png(Raster.of(60, 40, rgba));
        Response answer = whileEnding(
                () -> given().multiPart("image", "mug.png", Pictures.png(60, 40, 38), "image/png")
                        .multiPart("mask", "mask.png", mask, "image/png")
                        .post("/v1/images/edits"),
                ImageEditsIT::success);
        String stored = job(answer.path("refinery.job")).getString("references[0].mask");
        Raster kept = ImageDecoder.decode(
                given().get("/v1/assets/" + stored).asByteArray(), new ImageLimits(1_000_000, 1000, 1_000_000));
        assertThat(kept.sample(10, 20, 0)).isEqualTo(255);
        assertThat(kept.sample(50, 20, 0)).isZero();

        given().multiPart("image", "mug.png", Pictures.png(60, 40, 38), "image/png")
                .multiPart("mask", "mask.png", Pictures.png(60, 40, 39), "image/png")
                .post("/v1/images/edits")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("mask"));
    }

    @Test
    void oneIdempotencyKeyIsOneJob() {
        Supplier<Response> call = () -> given().header("Idempotency-Key", "edit-1")
                .multiPart("prompt", "@mug")
                .multiPart("image", "mug.png", Pictures.png(60, 40, 40), "image/png")
                .post("/v1/images/edits");
        String first = whileEnding(call, ImageEditsIT::success).path("refinery.job");
        assertThat(call.get().<String>path("refinery.job")).isEqualTo(first);
    }

    @Test
    void everyErrorUnderTheRouteHasTheShape() {
        given().multiPart("prompt", "nothing")
                .post("/v1/images/edits")
                .then()
                .statusCode(400)
                .contentType(startsWith("application/json"))
                .body("error.code", equalTo("missing_image"))
                .body("error.param", equalTo("image"));
        given().multiPart("image", "a.png", Pictures.text(), "image/png")
                .post("/v1/images/edits")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("unsupported_media_type"))
                .body("error.param", equalTo("image[0]"));
        given().contentType("application/json")
                .body("{}")
                .post("/v1/images/edits")
                .then()
                .statusCode(415)
                .body("error.code", equalTo("unsupported_content_type"));
        given().post("/v1/images/generations")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("unknown_resource"))
                .body("error.param", nullValue());
        given().contentType("application/octet-stream")
                .body(new byte[4_000_000])
                .post("/v1/images/edits")
                .then()
                .statusCode(413)
                .body("error.code", equalTo("body_too_large"));
    }

    @Test
    void aPromptMayBeLong() {
        given().multiPart("prompt", "x".repeat(4001))
                .multiPart("image", "a.png", Pictures.png(60, 40, 41), "image/png")
                .post("/v1/images/edits")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("prompt"))
                .body("error.message", containsString("4000"));
    }
}
