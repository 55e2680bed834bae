package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.gateway.ApiDescription.Operation;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The requests of the OpenAPI document's examples, sent to a running gateway: they are taken as it says, and every answer that it
 * tells of is given and has the shape that it tells. Run with {@code -Drefinery.docs.write=true} to keep the answers as examples.
 */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class OpenApiAnswersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path EXAMPLES =
            Path.of(System.getProperty("refinery.root", ".."), "gateway/src/main/resources/openapi-examples.json");
    private static final byte[] MUG = Pictures.png(60, 40, 41);
    private static final byte[] TABLE = Pictures.png(50, 50, 42);
    private static final String JSON = "application/json";

    @TestHTTPResource("/v1/events")
    URI events;

    private ApiDescription api;
    private final Set<String> seen = new TreeSet<>();
    private final ObjectNode answers = JsonNodeFactory.instance.objectNode();

    @BeforeEach
    void read() {
        api = ApiDescription.parse(given().get("/openapi?format=json").asByteArray());
    }

    @Test
    void everyAnswerIsGivenAsItIsTold() throws Exception {
        String asset = assets();
        try (EventStream stream = new EventStream(events, null, null)) {
            jobs(asset);
            changes(stream);
        }
        edits();
        batches(asset);
        policies();
        webhooks();
        call("getUsage", 200, given(), "?group_by=day,policy");
        call("listProvenanceKeys", 200, given(), "");
        call("getErrorPage", 200, given(), "");

        Set<String> told = new TreeSet<>();
        for (Operation operation : api.operations()) {
            operation.json().path("responses").fieldNames().forEachRemaining(status -> {
                if (status.matches("[23]..")) {
                    told.add(operation.id() + " " + status);
                }
            });
        }
        assertThat(seen).isEqualTo(told);
        if (Boolean.getBoolean("refinery.docs.write")) {
            keep();
        }
    }

    private void changes(EventStream stream) throws Exception {
        StringBuilder told = new StringBuilder();
        for (String part : List.of("stream.opened", "\"queued\"", "\"succeeded\"", "job.deleted")) {
            EventStream.Event event = stream.await(PATIENCE, e -> e.data().contains(part));
            assertThat(api.strictFaults("/components/schemas/TenantEvent", tree(event.data())))
                    .as(event.data())
                    .isEmpty();
            told.append("id:" + event.id() + "\nevent:" + event.name() + "\ndata:" + event.data() + "\n\n");
        }
        answers.withObject("/followEvents")
                .withObject("/200")
                .set("text/event-stream", TextNode.valueOf(told.toString()));
        seen.add("followEvents 200");
    }

    private String assets() throws Exception {
        String asset = call("uploadAsset", 201, given().contentType("image/png").body(MUG), "")
                .path("id");
        call("uploadAsset", 200, given().multiPart("file", "mug.png", MUG), "");
        byte[] file = Pictures.png(70, 30, 43);
        ObjectNode announced = api.requestExample("uploadAsset", JSON).deepCopy();
        announced.put("bytes", file.length);
        Response upload = call("uploadAsset", 202, given().contentType(JSON).body(announced.toString()), "");
        put(upload, file);
        call("completeUpload", 201, given(), "", upload.<String>path("id"));
        call("completeUpload", 200, given(), "", upload.<String>path("id"));
        Response pixels = call("getAsset", 200, given(), "", asset);
        call("getAsset", 304, given().header("If-None-Match", pixels.header("ETag")), "", asset);
        return asset;
    }

    private static void put(Response upload, byte[] file) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(upload.<String>path("upload.url")))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(file));
        upload.<Map<String, String>>path("upload.headers").forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private void jobs(String asset) {
        String body = api.requestExample("submitJob", JSON).toString().replaceAll("ast_[0-9a-f]{64}", asset);
        call("estimateJob", 200, json(api.requestExample("estimateJob", JSON).toString()), "");
        RequestSpecification keyed = json(body).header("Idempotency-Key", "answers-1");
        String id = call("submitJob", 202, keyed, "").path("id");
        form("submitJob", 202);
        succeed(id, true);
        call("submitJob", 200, json(body).header("Idempotency-Key", "answers-1"), "");
        call("getJob", 200, given(), "", id);
        call("listJobs", 200, given(), "?limit=1&external_id=SKU-1");
        call("listRounds", 200, given(), "", id);
        call("followJob", 200, given(), "", id)
                .asString()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .forEach(data -> assertThat(
                                api.strictFaults("/components/schemas/ProgressEvent", tree(data.substring(5))))
                        .as(data)
                        .isEmpty());
        call("followJob", 204, given().header("Last-Event-ID", "1000000"), "", id);
        Response result = call("getResult", 200, given(), "", id, "0");
        call("getResult", 200, given(), "?presigned=true", id, "0");
        call("getResult", 304, given().header("If-None-Match", result.header("ETag")), "", id, "0");
        String candidate = "\"" + "0".repeat(64) + "\"";
        call("getCandidateImage", 200, given(), "?presigned=true", id, "0", "1");
        call("getCandidateImage", 304, given().header("If-None-Match", candidate), "", id, "0", "1");
        call("getProvenance", 200, given(), "", id, "0");

        RequestSpecification again = json(api.requestExample("replayJob", JSON).toString());
        String other = call("replayJob", 202, again.header("Idempotency-Key", "answers-2"), "", id)
                .path("id");
        succeed(other, false);
        call(
                "replayJob",
                200,
                json(api.requestExample("replayJob", JSON).toString()).header("Idempotency-Key", "answers-2"),
                "",
                id);
        String more = api.requestExample("continueJob", JSON).toString();
        call("continueJob", 202, json(more).header("Idempotency-Key", "answers-3"), "", other);
        Bus.send(List.of(
                new JobEvents(JobId.parse(other)).scored(2, 0, 0.9),
                new JobEvents(JobId.parse(other)).succeededLater(result(other, Pictures.png(20, 20, 8)))));
        awaitStatus(other, "succeeded");
        call("continueJob", 200, json(more).header("Idempotency-Key", "answers-3"), "", other);
        call("deleteJob", 204, given(), "", other);

        String running = json(body).post("/v1/jobs").path("id");
        call("cancelJob", 202, given(), "", running);
        Bus.send(List.of(new JobCanceled(
                JobId.parse(running), TenantId.DEFAULT, 0, 0, Instant.now(), "It was canceled.", null)));
        awaitStatus(running, "canceled");
        call("cancelJob", 200, given(), "", running);
    }

    private void edits() {
        String before = newest();
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> form("editImage", 200));
        String job = await().atMost(PATIENCE).until(OpenApiAnswersIT::newest, id -> !id.equals(before));
        succeed(job, true);
        answer.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static String newest() {
        List<String> ids = given().get("/v1/jobs?limit=1").path("jobs.id");
        return ids.isEmpty() ? "" : ids.getFirst();
    }

    private void batches(String asset) {
        String lines = api.requestExample("createBatch", "application/x-ndjson")
                .asText()
                .replaceAll("ast_[0-9a-f]{64}", asset);
        String id = call("createBatch", 202, jsonLines(lines), "").path("id");
        call("listBatches", 200, given(), "?limit=1");
        List<String> jobs = await().atMost(PATIENCE)
                .until(() -> given().get("/v1/jobs?batch=" + id).path("jobs.id"), found -> !found.isEmpty());
        succeed(jobs.getFirst(), false);
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/batches/" + id).path("status").equals("completed"));
        call("getBatch", 200, given(), "", id);
        call("getBatchOutput", 200, given(), "", id);
        call("getBatchErrors", 200, given(), "", id);
        String other = jsonLines(lines).post("/v1/batches").path("id");
        List<String> out = await().atMost(PATIENCE)
                .until(() -> given().get("/v1/jobs?batch=" + other).path("jobs.id"), found -> !found.isEmpty());
        call("cancelBatch", 202, given(), "", other);
        Bus.send(List.of(new JobCanceled(
                JobId.parse(out.getFirst()), TenantId.DEFAULT, 0, 0, Instant.now(), "It was canceled.", null)));
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/batches/" + other).path("status").equals("cancelled"));
        call("cancelBatch", 200, given(), "", other);
    }

    private static RequestSpecification jsonLines(String lines) {
        return given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8));
    }

    private void policies() {
        String document =
                api.requestExample("publishPolicy", "application/yaml").asText();
        for (int status : new int[] {201, 200}) {
            call(
                    "publishPolicy",
                    status,
                    given().contentType("application/yaml").body(document.getBytes(StandardCharsets.UTF_8)),
                    "",
                    "strict-product@1");
        }
        call("listPolicies", 200, given(), "");
        Response read = call("getPolicy", 200, given(), "", "strict-product@1");
        call("getPolicy", 304, given().header("If-None-Match", read.header("ETag")), "", "strict-product@1");
    }

    private void webhooks() {
        String id = call(
                        "createWebhookEndpoint",
                        201,
                        json(api.requestExample("createWebhookEndpoint", JSON)
                                .toString()
                                .replace("https://shop.example/", "http://127.0.0.1:9/")),
                        "")
                .path("id");
        call("listWebhookEndpoints", 200, given(), "");
        call("getWebhookEndpoint", 200, given(), "", id);
        call(
                "changeWebhookEndpoint",
                200,
                json(api.requestExample("changeWebhookEndpoint", JSON).toString()),
                "",
                id);
        call(
                "rotateWebhookSecret",
                200,
                json(api.requestExample("rotateWebhookSecret", JSON).toString()),
                "",
                id);
        String delivery = call("testWebhookEndpoint", 202, given(), "", id).path("id");
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/webhook-deliveries/" + delivery).<Integer>path("attempted") > 0);
        call("listEndpointDeliveries", 200, given(), "?limit=5", id);
        call("getDelivery", 200, given(), "", delivery);
        call("resendDelivery", 202, given(), "", delivery);
        call(
                "replayWebhookEvents",
                202,
                json(api.requestExample("replayWebhookEvents", JSON).toString()),
                "",
                id);
        call("listJobDeliveries", 200, given(), "?job=" + newest());
        call("deleteWebhookEndpoint", 204, given(), "", id);
    }

    private static RequestSpecification json(String body) {
        return given().contentType(JSON).body(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The example of a multipart body: what names a file is sent as one. */
    private Response form(String id, int status) {
        RequestSpecification request = given();
        api.requestExample(id, "multipart/form-data").properties().forEach(part -> {
            List<JsonNode> values = new ArrayList<>();
            if (part.getValue().isArray()) {
                part.getValue().forEach(values::add);
            } else {
                values.add(part.getValue());
            }
            for (JsonNode value : values) {
                if (value.isTextual() && value.asText().matches(".*\\.(png|jpg)")) {
                    request.multiPart(
                            part.getKey(), value.asText(), value.asText().startsWith("mug") ? MUG : TABLE, "image/png");
                } else {
                    request.multiPart(part.getKey(), value.isTextual() ? value.asText() : value.toString());
                }
            }
        });
        return call(id, status, request, "");
    }

    private Response call(String id, int status, RequestSpecification request, String query, Object... path) {
        Operation operation = api.operation(id);
        Response response = request.request(operation.method(), operation.path() + query, path);
        assertThat(response.statusCode()).as("%s: %s", id, response.asString()).isEqualTo(status);
        JsonNode told = operation.json().path("responses").path(Integer.toString(status));
        assertThat(told.isMissingNode()).as("%s %s is told", id, status).isFalse();
        if (status != 204 && status != 304) {
            check(operation, status, told.path("content"), response);
        }
        seen.add(id + " " + status);
        return response;
    }

    private void check(Operation operation, int status, JsonNode content, Response response) {
        String type = response.contentType().replaceFirst(";.*", "");
        if (!content.has(type)) {
            assertThat(type).as(operation.id()).startsWith("image/");
            assertThat(content.has("image/*")).as(operation.id()).isTrue();
            return;
        }
        if (type.startsWith("image/")) {
            return;
        }
        JsonNode body = type.equals(JSON) ? tree(response.asString()) : TextNode.valueOf(response.asString());
        assertThat(api.strictFaults(
                        operation.pointer() + "/responses/" + status + "/content/" + ApiDescription.escaped(type)
                                + "/schema",
                        body))
                .as("%s %s: %s", operation.id(), status, body)
                .isEmpty();
        answers.withObject("/" + operation.id())
                .withObject("/" + status)
                .set(type, type.equals("text/html") ? beginning(body) : body);
    }

    private static TextNode beginning(JsonNode page) {
        return TextNode.valueOf(page.asText().lines().limit(2).collect(Collectors.joining("\n")));
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static void succeed(String id, boolean signed) {
        byte[] plain = Pictures.png(20, 20, 8);
        ImageRef image = result(id, signed ? stamped(id, plain) : plain);
        JobEvents events = new JobEvents(JobId.parse(id));
        List<Event> life = new ArrayList<>(events.life(image));
        if (!signed) {
            life.removeLast();
            life.add(events.belowGate(image));
        }
        Bus.send(life);
        awaitStatus(id, "succeeded");
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/jobs/" + id).path("status").equals(status));
    }

    private static ImageRef result(String id, byte[] file) {
        ImageRef image = new ImageRef(
                Surroundings.s3.bucket(),
                "default/final/" + id + "/result-0.png",
                Sha256.hex(file),
                "image/png",
                20,
                20);
        try (ObjectStore store = Tenants.store()) {
            store.put(image.key(), file, "image/png");
        }
        return image;
    }

    private static byte[] stamped(String id, byte[] picture) {
        JobSpec spec = new JobEvents(JobId.parse(id)).submitted().spec();
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
        return ProvenanceStamp.unsigned().stamp(task, "b".repeat(64), DigitalSourceType.COMPOSITE, picture);
    }

    /** Addresses of this run become addresses of nobody. */
    private void keep() throws Exception {
        ObjectNode examples = (ObjectNode) Json.mapper().readTree(Files.readString(EXAMPLES));
        String store = Surroundings.s3.endpoint().toString();
        String base =
                given().get("/v1/policies").path("policies[0].url").toString().replaceFirst("/v1/.*", "");
        answers.properties().forEach(operation -> {
            String text = operation
                    .getValue()
                    .toString()
                    .replace(base, "https://refinery.example")
                    .replace(store, "https://store.example")
                    .replace("http://127.0.0.1:9/", "https://shop.example/");
            examples.withObject("/" + operation.getKey()).set("responses", tree(text));
        });
        Files.writeString(
                EXAMPLES, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(examples) + "\n");
    }
}
