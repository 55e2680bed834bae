package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.ApiDescription.Operation;
import dev.refinery.gateway.RawHttp.Answer;
import dev.refinery.gateway.RawHttp.Request;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests made from the OpenAPI document, many of them wrong: nothing is answered by an error of the gateway's own, every refusal
 * is a problem that the document tells of, and what is taken is answered in the shape that it tells.
 *
 * <p>{@code -Drefinery.fuzz.seed=N} sends the same requests again, {@code -Drefinery.fuzz.time=PT10M} sends more.
 */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ApiFuzzIT {
    private static final Logger LOG = Logger.getLogger(ApiFuzzIT.class);
    private static final long SEED = Long.getLong("refinery.fuzz.seed", System.nanoTime());
    private static final Duration TIME = Duration.parse(System.getProperty("refinery.fuzz.time", "PT45S"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHOWN = 25;
    private static final int RETRIES = 5;

    /** What may be answered wherever a path or method leads to another address than the one that was meant. */
    private static final Set<String> ELSEWHERE = Set.of("404 unknown_resource", "405 method_not_allowed");

    @TestHTTPResource("/")
    URI base;

    private ApiDescription api;

    /** There is room for so many only, and other tests make some. */
    @AfterEach
    void forgetEndpoints() {
        List<String> made = given().get("/v1/webhook-endpoints").path("endpoints.id");
        made.forEach(id -> given().delete("/v1/webhook-endpoints/" + id));
    }

    @Test
    void nothingBreaksTheGateway() {
        api = ApiDescription.parse(given().get("/openapi?format=json").asByteArray());
        HostileRequests requests = new HostileRequests(new Random(SEED), furnish());
        Map<String, String> faults = new LinkedHashMap<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        Instant end = Instant.now().plus(TIME);
        int sent = 0;
        do {
            for (Operation operation : api.operations()) {
                Request request = requests.of(operation);
                sent++;
                fault(operation, request, statuses)
                        .ifPresent(fault -> faults.putIfAbsent(
                                operation.id() + ": " + fault, "seed " + SEED + ": " + request.curl(base)));
            }
        } while (Instant.now().isBefore(end));
        LOG.infof("fuzz seed=%s requests=%s statuses=%s", SEED, sent, statuses);
        assertThat(faults.entrySet().stream().limit(SHOWN).map(fault -> fault.getKey() + "\n    " + fault.getValue()))
                .as("%s kinds of faults in %s requests, seed %s", faults.size(), sent, SEED)
                .isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Surroundings.admin().get("/q/health/ready").then().statusCode(200));
        submit(asset());
    }

    /** What earlier runs found. */
    @Test
    void multipartBodiesThatCannotBeReadAreTheClientsFault() throws IOException {
        Map<String, String> bodies = Map.of(
                "breaks off", "--b\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{}\r\n",
                "is empty", "",
                "has another boundary", "--c\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n{}\r\n--c--\r\n",
                "has a header without a colon", "--b\r\nContent-Disposition\r\n\r\n{}\r\n--b--\r\n",
                "has a part without a name", "--b\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--b--\r\n",
                "has a charset that nobody knows",
                        "--b\r\nContent-Disposition: form-data; name=\"job\"\r\n"
                                + "Content-Type: application/json; charset=bogus\r\n\r\n{}\r\n--b--\r\n");
        for (Map.Entry<String, String> body : bodies.entrySet()) {
            byte[] bytes = body.getValue().getBytes(StandardCharsets.ISO_8859_1);
            for (String path : List.of("/v1/jobs", "/v1/assets", "/v1/images/edits")) {
                Answer answer = RawHttp.send(
                        base,
                        new Request(
                                "POST",
                                path,
                                List.of(new Request.Header("Content-Type", "multipart/form-data; boundary=b")),
                                bytes,
                                bytes.length));
                assertThat(answer.status()).as("%s %s", path, body.getKey()).isEqualTo(400);
                assertThat(tree(answer.text())
                                .at(path.contains("images") ? "/error/code" : "/code")
                                .asText())
                        .as("%s %s", path, body.getKey())
                        .isEqualTo("malformed_multipart");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | 415 | unsupported_content_type",
                "multipart/form-data; boundary=\"b | 400 | malformed_multipart"
            })
    void contentTypesThatCannotBeReadAreTheClientsFault(String type, int status, String code) throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        Answer answer = RawHttp.send(
                base,
                new Request("POST", "/v1/jobs", List.of(new Request.Header("Content-Type", type)), body, body.length));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(tree(answer.text()).path("code").asText()).isEqualTo(code);
    }

    private Optional<String> fault(Operation operation, Request request, Map<Integer, Integer> statuses) {
        Answer answer;
        try {
            answer = RawHttp.send(base, request);
            for (int i = 0; i < RETRIES && answer.headers().containsKey("retry-after"); i++) {
                // A slow machine is not what is looked for.
                answer = RawHttp.send(base, request);
            }
        } catch (IOException e) {
            // Whoever breaks off in the middle of a request cannot count on an answer.
            return request.length() > request.body().length
                    ? Optional.empty()
                    : Optional.of("no answer: " + e.getMessage());
        }
        statuses.merge(answer.status(), 1, Integer::sum);
        if (answer.status() >= 400) {
            return refusal(operation, answer);
        }
        return success(operation, answer);
    }

    private Optional<String> refusal(Operation operation, Answer answer) {
        boolean edits = operation.path().startsWith("/v1/images");
        String wanted = edits ? "application/json" : "application/problem+json";
        if (!answer.mediaType().equals(wanted)) {
            return Optional.of(answer.status() + " as " + answer.mediaType());
        }
        JsonNode body = tree(answer.text());
        List<String> faults = api.strictFaults("/components/schemas/" + (edits ? "OpenAiError" : "Problem"), body);
        if (!faults.isEmpty()) {
            return Optional.of(answer.status() + " of another shape: " + faults);
        }
        String code = body.at(edits ? "/error/code" : "/code").asText();
        boolean late = answer.status() == 504 && code.equals("edit_not_in_time");
        if (answer.status() >= 500 && !late) {
            return Optional.of(answer.status() + " " + code);
        }
        return api.codes(operation, answer.status()).contains(code) || ELSEWHERE.contains(answer.status() + " " + code)
                ? Optional.empty()
                : Optional.of(answer.status() + " " + code + ", which the document does not tell");
    }

    private Optional<String> success(Operation operation, Answer answer) {
        JsonNode told = operation.json().path("responses").path(Integer.toString(answer.status()));
        if (told.isMissingNode()) {
            return Optional.of(answer.status() + ", which the document does not tell");
        }
        if (!answer.mediaType().equals("application/json") || answer.body().length == 0) {
            return Optional.empty();
        }
        List<String> faults = api.strictFaults(
                operation.pointer() + "/responses/" + answer.status() + "/content/application~1json/schema",
                tree(answer.text()));
        return faults.isEmpty() ? Optional.empty() : Optional.of(answer.status() + " of another shape: " + faults);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static HostileRequests.Known furnish() {
        String asset = asset();
        String ended = submit(asset);
        end(ended);
        String running = submit(asset);
        String endpoint = given().contentType("application/json")
                .body("{\"url\": \"http://127.0.0.1:9/hook\", \"events\": [\"job.expired\"]}")
                .post("/v1/webhook-endpoints")
                .path("id");
        String delivery =
                given().post("/v1/webhook-endpoints/" + endpoint + "/test").path("id");
        String batch = given().contentType("application/x-ndjson")
                .body("{\"custom_id\": \"1\", \"body\": {}}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches")
                .path("id");
        String upload = given().contentType("application/json")
                .body("{\"media_type\": \"image/png\", \"bytes\": 99}")
                .post("/v1/assets")
                .path("id");
        return new HostileRequests.Known(
                asset,
                Map.of(
                        "jobs id", List.of(ended, running),
                        "jobs k", List.of("0", "1"),
                        "jobs round", List.of("0", "1", "final"),
                        "jobs index", List.of("0", "1"),
                        "assets id", List.of(asset, upload),
                        "batches id", List.of(batch),
                        "policies policy", List.of("catalog@1", "fuzzed-product@1"),
                        "webhook-endpoints id", List.of(endpoint),
                        "webhook-deliveries id", List.of(delivery)),
                List.of(
                        Pictures.png(30, 20, 1),
                        Pictures.png(20, 30, 2),
                        Pictures.png(1, 1, 3),
                        Pictures.truncatedJpeg(),
                        Pictures.text(),
                        Pictures.wide(),
                        new byte[0]));
    }

    private static String asset() {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, 51))
                .post("/v1/assets")
                .path("id");
    }

    private static String submit(String asset) {
        return given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static void end(String id) {
        byte[] png = Pictures.png(20, 20, 8);
        ImageRef result = new ImageRef(
                Surroundings.s3.bucket(),
                "default/final/" + id + "/result-0.png",
                Sha256.hex(png),
                "image/png",
                20,
                20);
        try (ObjectStore store = Tenants.store()) {
            store.put(result.key(), png, "image/png");
        }
        JobEvents events = new JobEvents(JobId.parse(id));
        List<Event> life = new ArrayList<>(events.life(result));
        life.removeLast();
        life.add(events.belowGate(result));
        Bus.send(life);
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/jobs/" + id).path("status").equals("succeeded"));
    }
}
