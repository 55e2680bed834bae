package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finding jobs again, and what can be done with them after their end. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class JobFollowUpsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource("/")
    URI base;

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body.replace('\'', '"'));
    }

    private static String asset(int tone) {
        return given().contentType("image/png")
                .body(Pictures.png(60, 40, tone))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
    }

    private static String submit(String more) {
        return json("{'references':[{'name':'mug','role':'subject','asset':'" + asset(1) + "'}],'seed':42,"
                        + "'prompt':'@mug','refinement':{'max_rounds':2,'candidates':2}" + more + "}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static List<String> found(String query) {
        return given().get("/v1/jobs?" + query).then().statusCode(200).extract().path("jobs.id");
    }

    private static ObjectStore store() {
        var s3 = Surroundings.s3;
        return MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()));
    }

    private static ImageRef put(ObjectStore store, String key, int tone) {
        byte[] png = Pictures.png(20, 20, tone);
        store.put(key, png, "image/png");
        return new ImageRef(Surroundings.s3.bucket(), key, Sha256.hex(png), "image/png", 20, 20);
    }

    private static String endBelowGate(String id, ImageRef result) {
        JobEvents events = new JobEvents(JobId.parse(id));
        List<Event> life = new ArrayList<>(events.life(result));
        life.removeLast();
        life.add(events.belowGate(result));
        Bus.send(life);
        awaitStatus(id, "succeeded");
        return id;
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs/" + id).then().body("status", equalTo(status)));
    }

    private static ValidatableResponse refused(String path, String body, int status, String code) {
        return json(body)
                .post(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    @Test
    void findsJobsByWhatTheClientCallsThem() {
        String mark = UUID.randomUUID().toString();
        Instant before = Instant.now().minusSeconds(1);
        String a = submit(",'external_id':'SKU/" + mark + "','labels':['spring','" + mark + "'],'metadata':{'shop':'"
                + mark + "','shelf':'7'}");
        String b = submit(",'labels':['" + mark + "'],'metadata':{'shop':'" + mark + "'}");

        assertThat(found("external_id=SKU/" + mark)).containsExactly(a);
        assertThat(found("label=" + mark)).containsExactly(b, a);
        assertThat(found("label=" + mark + "&label=spring")).containsExactly(a);
        assertThat(found("metadata.shop=" + mark)).containsExactly(b, a);
        assertThat(found("metadata.shop=" + mark + "&metadata.shelf=7&status=queued"))
                .containsExactly(a);
        assertThat(found("label=" + mark + "&status=failed")).isEmpty();
        assertThat(found("label=" + mark + "&created_after=" + before)).containsExactly(b, a);
        assertThat(found("label=" + mark + "&created_before=" + before)).isEmpty();
        assertThat(found("label=" + mark + "&created_after=2030-01-01T00:00:00Z"))
                .isEmpty();
        given().get("/v1/jobs/" + a)
                .then()
                .body("labels", equalTo(List.of("spring", mark)))
                .body("cost.candidates", equalTo(0))
                .body("continuations", equalTo(0));
        for (String bad : List.of("lable=x", "metadata.=x", "status=queued&status=failed", "created_after=yesterday")) {
            given().get("/v1/jobs?" + bad)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_query"))
                    .body("field", equalTo(bad.substring(0, bad.indexOf('='))));
        }
    }

    @Test
    void pagesShowEachJobOnceWhileOthersComeIn() {
        String mark = UUID.randomUUID().toString();
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            first.addFirst(submit(",'labels':['" + mark + "']"));
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            var page = given().get("/v1/jobs?limit=2&label=" + mark + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200)
                    .extract();
            seen.addAll(page.path("jobs.id"));
            cursor = page.path("next");
            submit(",'labels':['" + mark + "']");
        } while (cursor != null);
        assertThat(seen).isEqualTo(first);
    }

    @Test
    void continuesAJobThatEndedBelowItsGates() throws Exception {
        String id = submit("");
        String path = "/v1/jobs/" + id + "/continue";
        refused(path, "{'rounds':1}", 409, "job_not_ended");
        refused(path, "{}", 422, "missing_field");
        refused(path, "{'rounds':17,'candidates':33}", 422, "invalid_value").body("errors", hasSize(2));
        refused(path, "{'rounds':1,'deadline':'P9D'}", 422, "invalid_value");
        ImageRef result;
        try (ObjectStore store = store()) {
            result = put(store, "default/final/" + id + "/result-0.png", 5);
        }
        endBelowGate(id, result);
        refused(path, "{'rounds':1,'deadline':'P2D','extra':1}", 422, "unknown_field");

        String key = UUID.randomUUID().toString();
        long before = Bus.enqueued();
        json("{'rounds':1,'candidates':3,'deadline':'PT5M'}")
                .header("Idempotency-Key", key)
                .post(path)
                .then()
                .statusCode(202)
                .body("status", equalTo("running"))
                .body("continuations", equalTo(1))
                .body("progress.max_rounds", equalTo(3))
                .body("progress.candidates_total", equalTo(7))
                .body("results", hasSize(1));
        given().get("/v1/jobs/" + id).then().body("status", equalTo("running"));
        json("{'deadline':'PT5M','candidates':3,'rounds':1}")
                .header("Idempotency-Key", key)
                .post(path)
                .then()
                .statusCode(202)
                .header("Idempotent-Replayed", "true")
                .body("continuations", equalTo(1));
        assertThat(Bus.enqueued()).isEqualTo(before + 1);
        json("{'rounds':2}")
                .header("Idempotency-Key", key)
                .post(path)
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency_key_reused"));
        refused(path, "{'rounds':1}", 409, "job_not_ended");
        given().get("/v1/jobs/" + id + "/results/0").then().statusCode(200);

        JobEvents events = new JobEvents(JobId.parse(id));
        Bus.send(List.of(
                events.scored(2, 0, 0.9),
                events.evaluated(2, Verdict.ACCEPT, 0, 0.9),
                events.scored(CandidateId.FINAL_ROUND, 1, 0.95),
                events.succeededLater(result)));
        awaitStatus(id, "succeeded");
        given().get("/v1/jobs/" + id).then().body("outcome", equalTo("accepted"));
        refused(path, "{'rounds':1}", 409, "job_not_continuable").body("detail", containsString("every gate is met"));
        List<String> told = stream(id, "1000000");
        assertThat(told).startsWith("job.continued").endsWith("job.succeeded");
        assertThat(stream(id, "0")).containsSubsequence("job.succeeded", "job.continued", "job.succeeded");
    }

    private List<String> stream(String id, String lastEventId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("v1/jobs/" + id + "/events"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .timeout(PATIENCE)
                .build();
        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()) {
            return lines.filter(l -> l.startsWith("event:"))
                    .map(l -> l.substring(6).strip())
                    .toList();
        }
    }

    @Test
    void replaysAJobAsANewOne() {
        String id = submit(",'labels':['one'],'external_id':'E-1'");
        String path = "/v1/jobs/" + id + "/replay";
        String key = UUID.randomUUID().toString();
        var answer = given().header("Idempotency-Key", key).post(path).then().statusCode(202);
        String again = answer.extract().path("id");
        answer.header("Location", equalTo(base + "v1/jobs/" + again))
                .body("id", not(equalTo(id)))
                .body("replay_of", equalTo(id))
                .body("seed", equalTo(42))
                .body("prompt", equalTo("@mug"))
                .body("labels", equalTo(List.of("one")))
                .body("external_id", equalTo("E-1"))
                .body("refinement.policy_digest", notNullValue());
        given().header("Idempotency-Key", key)
                .post(path)
                .then()
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(again));
        json("{'seed':7,'prompt':'the @mug at night','labels':[],'metadata':{'try':'2'},'policy':'catalog@1'}")
                .post(path)
                .then()
                .statusCode(202)
                .body("seed", equalTo(7))
                .body("prompt", equalTo("the @mug at night"))
                .body("labels", hasSize(0))
                .body("metadata", equalTo(Map.of("try", "2")));
        refused(path, "{'prompt':'@cup'}", 422, "unknown_reference").body("field", equalTo("prompt"));
        refused(path, "{'policy':'none@1'}", 422, "unknown_policy").body("field", equalTo("policy"));
        refused(path, "{'size':'64x64','external_id':' '}", 422, "invalid_value")
                .body("errors", hasSize(2));
        refused("/v1/jobs/" + JobId.of(JobEvents.START, 5, 5) + "/replay", "{}", 404, "unknown_job");
    }

    @Test
    void deletesAJobWithItsPixelsForGood() {
        String asset = asset(1);
        String id = submit(",'labels':['doomed']");
        String path = "/v1/jobs/" + id;
        given().delete(path).then().statusCode(409).body("code", equalTo("job_not_ended"));
        try (ObjectStore store = store()) {
            put(store, "default/cand/" + id + "/0/0.png", 3);
            put(store, "default/cand/" + id + "/0/0.mug.mask.png", 4);
            put(store, "default/cand/" + id + "/final/0.png", 5);
            endBelowGate(id, put(store, "default/final/" + id + "/result-0.png", 6));
            given().get(path + "/results/0").then().statusCode(200);
            assertThat(keysOf(store, id)).hasSize(4);

            given().delete(path).then().statusCode(204);

            assertThat(keysOf(store, id)).isEmpty();
            for (String read : List.of("", "/events", "/rounds", "/results/0", "/candidates/0/0/image")) {
                given().get(path + read)
                        .then()
                        .statusCode(410)
                        .contentType("application/problem+json")
                        .body("code", equalTo("job_deleted"))
                        .body("deleted_at", startsWith("20"));
            }
            for (String action : List.of("/cancel", "/continue", "/replay")) {
                json("{'rounds':1}".substring(0, action.equals("/continue") ? 12 : 0))
                        .post(path + action)
                        .then()
                        .statusCode(410);
            }
            assertThat(found("label=doomed")).isEmpty();
            given().get("/v1/assets/" + asset).then().statusCode(200);

            // A worker that was late, and the submission once more.
            JobEvents events = new JobEvents(JobId.parse(id));
            put(store, "default/cand/" + id + "/1/7.png", 9);
            Bus.send(List.of(events.submitted(), events.scored(1, 7, 0.5)));
            Bus.send(events.life(events.image("late")));
            String witness = submit("");
            endBelowGate(witness, events.image("w"));
            given().get(path).then().statusCode(410);
            assertThat(found("label=doomed")).isEmpty();

            given().delete(path).then().statusCode(204);
            assertThat(keysOf(store, id))
                    .as("repeating it takes what came late")
                    .isEmpty();
        }
        given().delete("/v1/jobs/" + JobId.of(JobEvents.START, 6, 6)).then().statusCode(404);
    }

    @Test
    void tellsWhereAJobWaits() {
        String first = submit(",'priority':'batch'");
        String second = submit(",'priority':'batch'");
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs/" + first).then().body("queue.position", notNullValue()));
        int place = given().get("/v1/jobs/" + first).then().extract().path("queue.position");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get("/v1/jobs/" + second).then().body("queue.position", equalTo(place + 1)));
        Bus.send(List.of(new JobEvents(JobId.parse(first)).scored(0, 0, 0.5)));
        awaitStatus(first, "running");
        given().get("/v1/jobs/" + first).then().body("queue", nullValue());
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/jobs/" + second).then().body("queue.position", equalTo(place)));
    }

    @Test
    void estimatesWithoutClaimingWhatWasNotMeasured() {
        long before = Bus.enqueued();
        json("{'references':[{'name':'mug','role':'subject'}],'refinement':{'max_rounds':3,'candidates':5},"
                        + "'priority':'batch'}")
                .post("/v1/estimates")
                .then()
                .statusCode(200)
                .body("candidates.previews_min", equalTo(5))
                .body("candidates.previews_max", equalTo(15))
                .body("candidates.renders_max", equalTo(3))
                .body("device_seconds", nullValue())
                .body("basis.jobs", equalTo(0))
                .body("basis.priority", equalTo("batch"));
        refused("/v1/estimates", "{'references':[{'name':'mug','role':'hero'}]}", 422, "unknown_role");
        refused(
                "/v1/estimates",
                "{'references':[{'name':'mug','role':'subject'}],'refinement':{'policy':'none@1'}}",
                422,
                "unknown_policy");
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    @Test
    void putsResultsWhereTheClientWantsThemBeforeItTellsTheEnd() {
        String place = ",'destination':{'bucket':'shop-images','prefix':'incoming/spring'}";
        for (String other : List.of(
                "{'bucket':'shop-images','prefix':'elsewhere'}",
                "{'bucket':'refinery','prefix':'incoming'}",
                "{'bucket':'unknown-bucket'}")) {
            refused(
                            "/v1/jobs",
                            "{'references':[{'name':'mug','role':'subject','asset':'" + asset(1) + "'}],'destination':"
                                    + other + "}",
                            422,
                            "destination_not_allowed")
                    .body("field", equalTo("destination"));
        }
        var s3 = Surroundings.s3;
        try (ObjectStore store = store();
                ObjectStore shop = MinioObjectStore.connect(
                        new S3Config(s3.endpoint(), s3.region(), "shop-images", s3.accessKey(), s3.secretKey()))) {
            shop.ensureBucket();
            String id = submit(place);
            ImageRef result = put(store, "default/final/" + id + "/result-0.png", 11);
            Bus.send(new JobEvents(JobId.parse(id)).life(result));
            awaitStatus(id, "succeeded");
            String key = "incoming/spring/" + id + "/result-0.png";
            assertThat(shop.get(key, result.sha256())).isNotEmpty();
            given().get("/v1/jobs/" + id)
                    .then()
                    .body("destination.bucket", equalTo("shop-images"))
                    .body("destination.prefix", equalTo("incoming/spring/"))
                    .body("destination.deliveries", equalTo(List.of(Map.of("index", 0, "key", key))));

            String lost = submit(",'destination':{'bucket':'nobody-made-this'}");
            Bus.send(new JobEvents(JobId.parse(lost)).life(result));
            awaitStatus(lost, "succeeded");
            given().get("/v1/jobs/" + lost)
                    .then()
                    .body("results", hasSize(1))
                    .body("destination.deliveries[0].key", nullValue())
                    .body("destination.deliveries[0].failure", containsString("nobody-made-this"));
        }
    }

    private static List<String> keysOf(ObjectStore store, String id) {
        try (Stream<ListedObject> all = store.list("")) {
            return all.map(ListedObject::key).filter(key -> key.contains(id)).toList();
        }
    }
}
