package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class JobsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource("/")
    URI base;

    private static String asset(int tone) {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, tone))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
    }

    private static String job(String asset) {
        return "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}],\"seed\":42}";
    }

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body);
    }

    private static String submit() {
        return json(job(asset(1)))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    @Test
    void answersTheWholeJobAndFindsItAtOnce() {
        String asset = asset(2);
        ValidatableResponse answer = json(job(asset)).post("/v1/jobs").then().statusCode(202);
        String id = answer.extract().path("id");
        answer.header("Location", equalTo(base + "v1/jobs/" + id))
                .body("status", equalTo("queued"))
                .body("model", equalTo("compositor@1"))
                .body("references[0].asset", equalTo(asset))
                .body("references[0].width", equalTo(60))
                .body("refinement.max_rounds", equalTo(4))
                .body("progress.candidates_total", equalTo(32))
                .body("urls.events", equalTo(base + "v1/jobs/" + id + "/events"));

        given().get("/v1/jobs/" + id).then().statusCode(200).body("seed", equalTo(42));
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<String> ids = List.of(submit(), submit(), submit());
        ids.forEach(id -> given().get("/v1/jobs/" + id).then().statusCode(200));

        var first = given().get("/v1/jobs?limit=2&status=queued").then().statusCode(200);
        first.body("jobs.id", equalTo(List.of(ids.get(2), ids.get(1))));
        String next = first.extract().path("next");
        given().get("/v1/jobs?limit=1&cursor=" + next).then().body("jobs.id", equalTo(List.of(ids.get(0))));
        given().get("/v1/jobs?status=expired").then().body("jobs", hasSize(0));
    }

    @Test
    void takesPicturesInTheSameCall() {
        given().multiPart(
                        "job",
                        "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\"},"
                                + "{\"name\":\"room\",\"role\":\"background\",\"file\":\"pics/room.png\"}]}")
                .multiPart("mug", "m.png", Pictures.png(30, 20, 5))
                .multiPart("mug.mask", "k.png", Pictures.png(15, 10, 6))
                .multiPart("f", "room.png", Pictures.png(50, 50, 7))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .body("references[0].mask", startsWith("ast_"))
                .body("references[1].width", equalTo(50));
    }

    static Stream<Arguments> badJobs() {
        String valid = "{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"url\":\"%s\"}]}";
        return Stream.of(
                Arguments.of(
                        "{\"references\":[{\"name\":\"a\",\"role\":\"hero\"}]}",
                        422,
                        "unknown_role",
                        "references[0].role"),
                Arguments.of(
                        "{\"prompt\":\"@b\",\"references\":[{\"name\":\"a\",\"role\":\"subject\"}]}",
                        422,
                        "unknown_reference",
                        "prompt"),
                Arguments.of("{\"references\":[{\"name\":\"a\",\"role\":\"style\"}]}", 422, "no_subject", "references"),
                Arguments.of(
                        "{\"references\":[{\"name\":\"a\",\"role\":\"subject\"}]}",
                        422,
                        "missing_image",
                        "references[0]"),
                Arguments.of(
                        "{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"gate\":-1}]}",
                        422,
                        "invalid_value",
                        "references[0].gate"),
                Arguments.of(
                        "{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"asset\":\"ast_" + "0".repeat(64)
                                + "\"}]}",
                        422,
                        "unknown_asset",
                        "references[0].asset"),
                Arguments.of(valid.formatted("https://127.0.0.1/a.png"), 422, "url_forbidden", "references[0].url"),
                Arguments.of(
                        valid.formatted("https://[::ffff:10.0.0.1]/a.png"), 422, "url_forbidden", "references[0].url"),
                Arguments.of(valid.formatted("https://2130706433/a.png"), 422, "url_forbidden", "references[0].url"),
                Arguments.of(valid.formatted("http://example.com/a.png"), 422, "url_not_https", "references[0].url"),
                Arguments.of(
                        valid.formatted("https://nowhere.invalid/a.png"), 422, "url_unreachable", "references[0].url"),
                Arguments.of("{\"references\":", 400, "malformed_json", null),
                Arguments.of(" ".repeat(300_000), 413, "body_too_large", null));
    }

    @ParameterizedTest
    @MethodSource("badJobs")
    void refusesBadJobs(String body, int status, String code, String field) {
        long before = Bus.enqueued();
        json(body)
                .post("/v1/jobs")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo(field))
                .body("detail", notNullValue());
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    static Stream<Arguments> badPictures() {
        return Stream.of(
                Arguments.of(Pictures.text(), "unsupported_media_type"),
                Arguments.of(Pictures.wide(), "image_too_large"),
                Arguments.of(Pictures.truncatedJpeg(), "image_truncated"));
    }

    @ParameterizedTest
    @MethodSource("badPictures")
    void refusesBadPictures(byte[] file, String code) {
        long before = Bus.enqueued();
        given().multiPart("job", "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\"}]}")
                .multiPart("mug", "mug.jpg", file)
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo("references[0].file"));
        given().contentType("image/jpeg")
                .body(file)
                .post("/v1/assets")
                .then()
                .statusCode(422)
                .body("code", equalTo(code));
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    @Test
    void answersProblemsForWhatIsNotThere() {
        String unknown = JobId.of(JobEvents.START, 1, 1).toString();
        for (String path : List.of("", "/events", "/rounds", "/results/0", "/candidates/0/0/image")) {
            given().get("/v1/jobs/" + unknown + path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("code", equalTo("unknown_job"));
        }
        given().get("/v1/nothing").then().statusCode(404).body("code", equalTo("unknown_resource"));
        given().delete("/v1/jobs").then().statusCode(405).body("code", equalTo("method_not_allowed"));
        given().contentType("text/plain")
                .body("x")
                .post("/v1/jobs")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_content_type"));
        given().get("/v1/jobs?limit=0").then().statusCode(400).body("field", equalTo("limit"));
        given().get("/v1/jobs?status=lost").then().statusCode(400).body("field", equalTo("status"));
    }

    @Test
    void storesAPictureOnce() {
        byte[] png = Pictures.png(70, 30, 77);
        String id = given().multiPart("file", "a.png", png)
                .post("/v1/assets")
                .then()
                .statusCode(201)
                .body("width", equalTo(70))
                .extract()
                .path("id");
        given().contentType("application/octet-stream")
                .body(png)
                .post("/v1/assets")
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        byte[] stored = given().get("/v1/assets/" + id)
                .then()
                .statusCode(200)
                .contentType("image/png")
                .extract()
                .asByteArray();
        assertThat("ast_" + Sha256.hex(stored)).isEqualTo(id);
        given().contentType("image/png")
                .body(new byte[1_000_001])
                .post("/v1/assets")
                .then()
                .statusCode(413)
                .body("code", equalTo("body_too_large"));
        given().contentType("image/png")
                .body(new byte[4_000_000])
                .post("/v1/assets")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void oneKeyIsOneJob() {
        String asset = asset(3);
        String body = job(asset);
        String id = json(body)
                .header("Idempotency-Key", "k1")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        long before = Bus.enqueued();
        given().get("/v1/jobs/" + id).then().statusCode(200);

        json("  " + body + " ")
                .header("Idempotency-Key", "k1")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(id));
        json(body.replace("42", "43"))
                .header("Idempotency-Key", "k1")
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency_key_reused"));
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    /** Above the limit of a job, and above that of any event. */
    @ParameterizedTest
    @ValueSource(ints = {2, 32})
    void refusesJobsThatDoNotFitIntoAnEvent(int entries) {
        String text = "\\u0001".repeat(500);
        String metadata = IntStream.range(0, entries)
                .mapToObj(i -> "\"k" + i + "\":\"" + text + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        String body = job(asset(1));
        long before = Bus.enqueued();
        json(body.substring(0, body.length() - 1) + ",\"prompt\":\"" + "\\u0001".repeat(2500) + "\",\"metadata\":"
                        + metadata + "}")
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("code", equalTo("job_too_large"));
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    @Test
    void problemsLinkToAPageThatExplainsThem() {
        String type = given().get("/v1/jobs/nonsense")
                .then()
                .statusCode(404)
                .extract()
                .path("type");
        given().header("Accept", "text/html")
                .get(type.split("#")[0])
                .then()
                .statusCode(200)
                .contentType("text/html")
                .body(containsString("<section id=\"" + type.split("#")[1] + "\">"));
    }

    @Test
    void cancels() {
        String id = submit();
        given().post("/v1/jobs/" + id + "/cancel").then().statusCode(202).body("status", equalTo("canceling"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs/" + id).then().body("status", equalTo("canceling")));
        long before = Bus.enqueued();
        given().post("/v1/jobs/" + id + "/cancel").then().statusCode(202);
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    private HttpResponse<Stream<String>> stream(String id, String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("v1/jobs/" + id + "/events"))
                .header("Accept", "text/event-stream")
                .timeout(PATIENCE);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }

    private static List<String> names(List<String> lines) {
        return lines.stream()
                .filter(l -> l.startsWith("event:"))
                .map(l -> l.substring(6).strip())
                .toList();
    }

    private static ImageRef store(String id, byte[] png) {
        var s3 = Surroundings.s3;
        try (var store = MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()))) {
            String key = "default/final/" + id + "/result-0.png";
            store.put(key, png, "image/png");
            return new ImageRef(s3.bucket(), key, Sha256.hex(png), "image/png", 20, 20);
        }
    }

    @Test
    void tellsAJobFromItsBeginningToItsResult() throws Exception {
        String id = submit();
        byte[] png = Pictures.png(20, 20, 8);
        ImageRef result = store(id, png);
        List<String> lines = new ArrayList<>();
        try (Stream<String> live = stream(id, null).body()) {
            Bus.send(JobEvents.looked(
                    new JobEvents(JobId.parse(id)).life(result),
                    new PromptScore(0.21, 0.75, 0.5),
                    "The handle is on the other side."));
            live.forEach(lines::add);
        }
        assertThat(names(lines)).startsWith("job.queued").endsWith("job.succeeded");
        assertThat(names(lines))
                .containsExactlyInAnyOrder(
                        "job.queued",
                        "job.started",
                        "candidate.scored",
                        "candidate.scored",
                        "candidate.scored",
                        "candidate.scored",
                        "candidate.scored",
                        "job.round.completed",
                        "job.round.completed",
                        "job.succeeded");

        List<String> resumed = new ArrayList<>();
        try (Stream<String> rest = stream(id, "7").body()) {
            rest.forEach(resumed::add);
        }
        assertThat(names(resumed))
                .isEqualTo(names(lines).subList(7, names(lines).size()));
        assertThat(stream(id, "1000000").statusCode()).isEqualTo(204);

        given().get("/v1/jobs/" + id)
                .then()
                .body("status", equalTo("succeeded"))
                .body("outcome", equalTo("accepted"))
                .body("results[0].url", equalTo(base + "v1/jobs/" + id + "/results/0"))
                .body("results[0].prompt.score", equalTo(0.75f))
                .body("results[0].prompt.gate", equalTo(0.5f))
                .body("progress.best.candidate", equalTo("final/0"))
                .body("progress.best.prompt.score", equalTo(0.75f));
        assertThat(given().get("/v1/jobs/" + id + "/results/0").asByteArray()).isEqualTo(png);
        given().header("If-None-Match", "\"" + result.sha256() + "\"")
                .get("/v1/jobs/" + id + "/results/0")
                .then()
                .statusCode(304);
        String link = given().get("/v1/jobs/" + id + "/results/0?presigned")
                .then()
                .extract()
                .path("url");
        assertThat(given().urlEncodingEnabled(false).get(link).asByteArray()).isEqualTo(png);
        given().get("/v1/jobs/" + id + "/results/1").then().statusCode(404).body("code", equalTo("unknown_result"));
        given().get("/v1/jobs/" + id + "/rounds")
                .then()
                .body("rounds", hasSize(3))
                .body("rounds[1].candidates[0].standing.worst", equalTo(0.9f))
                .body("rounds[1].candidates[0].standing.prompt.score", equalTo(0.75f))
                .body("rounds[1].candidates[0].reasons.mug", equalTo("The handle is on the other side."))
                .body("rounds[2].stage", equalTo("final"));
        given().post("/v1/jobs/" + id + "/cancel").then().statusCode(409).body("code", equalTo("job_ended"));
        given().header("Prefer", "wait=1").get("/v1/jobs/" + id).then().body("status", equalTo("succeeded"));
    }

    @Test
    void keepsAQuietStreamOpen() throws Exception {
        String id = submit();
        try (Stream<String> live = stream(id, null).body()) {
            assertThat(live.anyMatch(line -> line.startsWith(":"))).isTrue();
        }
    }

    private record Posted(HttpHeaders headers, String body) {}

    @Test
    void postsSignedWebhooksUntilTheyArrive() throws Exception {
        List<Posted> posted = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posted.add(new Posted(HttpHeaders.of(exchange.getRequestHeaders(), (a, b) -> true), body));
            exchange.sendResponseHeaders(calls.incrementAndGet() < 3 ? 500 : 204, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            String body = job(asset(4))
                    .replace(
                            "\"seed\"",
                            "\"webhook\":{\"url\":\"" + url + "\",\"events\":[\"job.succeeded\"]},\"seed\"");
            String id =
                    json(body).post("/v1/jobs").then().statusCode(202).extract().path("id");
            Bus.send(new JobEvents(JobId.parse(id)).life(store(id, Pictures.png(9, 9, 9))));

            await().atMost(PATIENCE).until(() -> posted.size() >= 3);
            Posted last = posted.get(2);
            new Webhook(Surroundings.WEBHOOK_SECRET).verify(last.body(), last.headers());
            assertThat(posted.stream()
                            .map(p -> p.headers().firstValue("webhook-id").orElseThrow()))
                    .containsOnly("msg_" + id.replace("-", "") + "_1000000");
            assertThat(last.body()).contains("\"type\":\"job.succeeded\"", "\"outcome\":\"accepted\"", id);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void describesItself() {
        given().get("/openapi?format=json")
                .then()
                .statusCode(200)
                .body("openapi", startsWith("3.1"))
                .body("paths.size()", greaterThan(8))
                .body("components.schemas.Candidate.properties.reasons.description", containsString("vision judge"))
                .body("components.schemas.Standing.properties.prompt", notNullValue())
                .body("components.schemas.ResultLink.properties.prompt", notNullValue())
                .body("components.schemas.Prompt.properties.keySet()", hasItems("score", "gate"))
                .body("components.schemas.ProblemCode.enum", hasItems("no_subject", "unknown_job"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Surroundings.admin().get("/q/health/ready").then().statusCode(200));
        Surroundings.admin().get("/q/metrics").then().statusCode(200);
    }
}
