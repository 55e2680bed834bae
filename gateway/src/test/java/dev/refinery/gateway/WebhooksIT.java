package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhook endpoints over HTTP, with a real broker and real receivers. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class WebhooksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> made = new ArrayList<>();

    private record Endpoint(String id, String secret) {}

    @BeforeEach
    void awaitViews() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Surroundings.admin().get("/q/health/ready").then().statusCode(200));
    }

    /** Other tests' jobs must not post to receivers that are gone. */
    @AfterEach
    void deleteEndpoints() {
        made.forEach(id -> given().delete("/v1/webhook-endpoints/" + id));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    private Endpoint create(String url, String... events) {
        String list = events.length == 0 ? "" : ",\"events\":[\"" + String.join("\",\"", events) + "\"]";
        ValidatableResponse answer = post("/v1/webhook-endpoints", "{\"url\":\"" + url + "\"" + list + "}")
                .statusCode(201);
        Endpoint endpoint =
                new Endpoint(answer.extract().path("id"), answer.extract().path("secret"));
        made.add(endpoint.id());
        return endpoint;
    }

    private static String submit() {
        String asset = given().contentType("image/png")
                .body(Pictures.png(60, 40, 11))
                .post("/v1/assets")
                .then()
                .extract()
                .path("id");
        return post(
                        "/v1/jobs",
                        "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}]}")
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static int seq(String message) {
        return Integer.parseInt(message.substring(message.lastIndexOf('_') + 1));
    }

    private static void live(String job) {
        JobEvents events = new JobEvents(JobId.parse(job));
        Bus.send(events.life(events.image("r")));
    }

    private static String ping(Endpoint endpoint) {
        return given().post("/v1/webhook-endpoints/" + endpoint.id() + "/test")
                .then()
                .statusCode(202)
                .body("type", equalTo("webhook.test"))
                .body("status", equalTo("pending"))
                .extract()
                .path("id");
    }

    private static void awaitStatus(String delivery, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/webhook-deliveries/" + delivery)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo(status)));
    }

    @Test
    void anEndpointIsCreatedChangedAndDeleted() {
        ValidatableResponse answer = post(
                        "/v1/webhook-endpoints",
                        "{\"url\":\"https://127.0.0.1:1/a\",\"description\":\"shop\",\"events\":[\"job.failed\"]}")
                .statusCode(201);
        String id = answer.extract().path("id");
        answer.header("Location", containsString("/v1/webhook-endpoints/" + id))
                .body("secret", startsWith("whsec_"))
                .body("enabled", equalTo(true))
                .body("secrets", hasSize(1));
        given().get("/v1/webhook-endpoints/" + id)
                .then()
                .statusCode(200)
                .body("url", equalTo("https://127.0.0.1:1/a"))
                .body("events", equalTo(List.of("job.failed")))
                .body("secret", nullValue());
        given().get("/v1/webhook-endpoints").then().body("endpoints.id", hasItem(id));

        given().contentType("application/json")
                .body("{\"url\":\"https://127.0.0.1:1/b\",\"enabled\":false}")
                .patch("/v1/webhook-endpoints/" + id)
                .then()
                .statusCode(200)
                .body("url", equalTo("https://127.0.0.1:1/b"))
                .body("description", equalTo("shop"))
                .body("enabled", equalTo(false))
                .body("disabled_reason", equalTo("switched off"));
        given().post("/v1/webhook-endpoints/" + id + "/test")
                .then()
                .statusCode(409)
                .body("code", equalTo("endpoint_disabled"));
        post("/v1/webhook-endpoints/" + id + "/replay", "{\"since\":\"2026-01-01T00:00:00Z\"}")
                .statusCode(409);

        given().delete("/v1/webhook-endpoints/" + id).then().statusCode(204);
        given().get("/v1/webhook-endpoints/" + id).then().statusCode(404).body("code", equalTo("unknown_endpoint"));
        given().delete("/v1/webhook-endpoints/" + id).then().statusCode(404);
        given().get("/v1/webhook-endpoints").then().body("endpoints.id", not(hasItem(id)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|missing_field|url",
                "{'url':'nonsense'}|invalid_url|url",
                "{'url':'https://h.example','events':['job.danced']}|unknown_event|events[0]",
                "{'url':'https://h.example','colour':'red'}|unknown_field|colour"
            })
    void refusesBadEndpoints(String body, String code, String field) {
        post("/v1/webhook-endpoints", body.replace('\'', '"'))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo(field));
    }

    @Test
    void answersProblemsForWhatIsNotThere() {
        given().get("/v1/webhook-endpoints/nonsense").then().statusCode(404).body("code", equalTo("unknown_endpoint"));
        given().get("/v1/webhook-deliveries/nonsense").then().statusCode(404).body("code", equalTo("unknown_delivery"));
        String id = "dlv_" + "0".repeat(24) + "_" + "0".repeat(12) + "_" + "0".repeat(16);
        given().post("/v1/webhook-deliveries/" + id + "/resend")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown_delivery"));
        Endpoint endpoint = create("https://127.0.0.1:1/a");
        String path = "/v1/webhook-endpoints/" + endpoint.id();
        given().get(path + "/deliveries?status=lost").then().statusCode(400).body("field", equalTo("status"));
        given().get(path + "/deliveries?limit=0").then().statusCode(400).body("field", equalTo("limit"));
        given().get(path + "/deliveries?cursor=x").then().statusCode(400).body("field", equalTo("cursor"));
        post(path + "/replay", "{}").statusCode(422).body("code", equalTo("missing_field"));
        post(path + "/replay", "{\"since\":\"2999-01-01T00:00:00Z\"}")
                .statusCode(422)
                .body("field", equalTo("since"));
        post(path + "/replay", "{\"since\":\"2026-01-01T00:00:00Z\",\"status\":[\"pending\"]}")
                .statusCode(422)
                .body("field", equalTo("status[0]"));
        post(path + "/rotate", "{\"overlap\":\"P30D\"}").statusCode(422).body("field", equalTo("overlap"));
    }

    @Test
    void tellsAJobInSequenceSignedByTheEndpointsSecret() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 204)) {
            Endpoint endpoint = create(
                    receiver.url(),
                    "job.started",
                    "job.round.completed",
                    "job.succeeded",
                    "job.failed",
                    "job.canceled",
                    "job.expired");
            String job = submit();
            live(job);
            await().atMost(PATIENCE).until(() -> receiver.posted.size() >= 4);
            assertThat(receiver.types())
                    .containsExactlyInAnyOrder(
                            "job.started", "job.round.completed", "job.round.completed", "job.succeeded");
            assertThat(receiver.posted).allMatch(p -> p.verifiedBy(endpoint.secret()));
            assertThat(receiver.posted).noneMatch(p -> p.verifiedBy(Surroundings.WEBHOOK_SECRET));
            // The topics of candidates and of rounds are read side by side, so a round's number may be one of several.
            List<String> told = receiver.posted.stream()
                    .map(HookReceiver.Posted::id)
                    .sorted(Comparator.comparingInt(WebhooksIT::seq))
                    .toList();
            assertThat(told)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.startsWith("msg_" + job.replace("-", "") + "_"))
                    .first(STRING)
                    .endsWith("_2");
            assertThat(told).last(STRING).endsWith("_1000000");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> given().get("/v1/webhook-endpoints/" + endpoint.id() + "/deliveries?status=delivered")
                                    .then()
                                    .statusCode(200)
                                    .body("deliveries", hasSize(4)));
            String log = "/v1/webhook-endpoints/" + endpoint.id() + "/deliveries?limit=3";
            JsonPath page = given().get(log).jsonPath();
            assertThat(page.<Object>get("deliveries.attempts")).isEqualTo(Arrays.asList(null, null, null));
            JsonPath rest =
                    given().get(log + "&cursor=" + page.getString("next")).jsonPath();
            assertThat(rest.getString("next")).isNull();
            List<Map<String, Object>> logged = new ArrayList<>(page.getList("deliveries"));
            logged.addAll(rest.getList("deliveries"));
            assertThat(logged)
                    .hasSize(4)
                    .allSatisfy(delivery -> {
                        assertThat(delivery).containsEntry("job", job);
                        assertThat(delivery).extracting("last_attempt.status").isEqualTo(204);
                    })
                    .extracting(delivery -> delivery.get("seq"))
                    .containsExactlyInAnyOrderElementsOf(
                            told.stream().map(WebhooksIT::seq).toList());
        }
    }

    @Test
    void aReceiverThatIsDownGetsItLaterAndTheLogTellsEachAttempt() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Endpoint endpoint = create("http://127.0.0.1:" + port + "/hook");
        String delivery = ping(endpoint);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/webhook-deliveries/" + delivery)
                        .then()
                        .body("attempted", greaterThanOrEqualTo(1)));
        try (HookReceiver receiver = new HookReceiver(n -> n == 1 ? 503 : 200, port)) {
            await().atMost(PATIENCE).until(() -> !receiver.posted.isEmpty());
            // The schedule may have run out before the receiver was up.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> given().get("/v1/webhook-deliveries/" + delivery)
                            .then()
                            .body("status", equalTo("delivered")));
            given().get("/v1/webhook-deliveries/" + delivery)
                    .then()
                    .body("webhook_id", equalTo(receiver.posted.getFirst().id()))
                    .body("endpoint", equalTo(endpoint.id()))
                    .body("attempts[0].error", equalTo("the connection was refused"))
                    .body("attempts[0].status", nullValue())
                    .body("attempts[-2].status", equalTo(503))
                    .body("attempts[-2].response", equalTo("answer 503"))
                    .body("attempts[-1].status", equalTo(200))
                    .body("attempts[-1].latency_ms", notNullValue())
                    .body("attempts[-1].error", nullValue());
        }
    }

    @Test
    void twoSecretsSignWhileOneIsRotated() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 204)) {
            Endpoint endpoint = create(receiver.url());
            String path = "/v1/webhook-endpoints/" + endpoint.id();
            String second = given().post(path + "/rotate")
                    .then()
                    .statusCode(200)
                    .body("secrets", hasSize(2))
                    .body("secrets[0].expires_at", nullValue())
                    .body("secrets[1].expires_at", notNullValue())
                    .extract()
                    .path("secret");
            awaitStatus(ping(endpoint), "delivered");
            HookReceiver.Posted both = receiver.posted.getFirst();
            assertThat(both.headers()
                            .firstValue("webhook-signature")
                            .orElseThrow()
                            .split(" "))
                    .hasSize(2);
            assertThat(both.verifiedBy(endpoint.secret())).isTrue();
            assertThat(both.verifiedBy(second)).isTrue();

            String third = post(path + "/rotate", "{\"overlap\":\"PT0S\"}")
                    .statusCode(200)
                    .body("secrets", hasSize(1))
                    .extract()
                    .path("secret");
            awaitStatus(ping(endpoint), "delivered");
            HookReceiver.Posted last = receiver.posted.get(1);
            assertThat(last.verifiedBy(third)).isTrue();
            assertThat(last.verifiedBy(second)).isFalse();
            assertThat(last.verifiedBy(endpoint.secret())).isFalse();
        }
    }

    @Test
    void secretsAreNotReadableInKafka() throws Exception {
        Endpoint endpoint = create("https://127.0.0.1:1/a");
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", Surroundings.kafka.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(Topic.WEBHOOK_ENDPOINTS.name(), 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return values.stream().anyMatch(v -> v != null && v.contains(endpoint.id()));
            });
        }
        assertThat(values).filteredOn(v -> v != null).noneMatch(v -> v.contains(endpoint.secret()));
    }

    @Test
    void a410DisablesTheEndpointUntilItIsEnabledAndWhatItMissedIsReplayed() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 410)) {
            Endpoint endpoint = create(receiver.url(), "job.succeeded");
            awaitStatus(ping(endpoint), "failed");
            String path = "/v1/webhook-endpoints/" + endpoint.id();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> given().get(path)
                            .then()
                            .body("enabled", equalTo(false))
                            .body("disabled_reason", containsString("410")));
            live(submit());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> given().get(path + "/deliveries?status=skipped")
                            .then()
                            .body("deliveries", hasSize(1)));
            assertThat(receiver.posted).hasSize(1);

            receiver.answers = n -> 204;
            given().contentType("application/json")
                    .body("{\"enabled\":true}")
                    .patch(path)
                    .then()
                    .statusCode(200)
                    .body("enabled", equalTo(true));
            Instant since = Instant.now().minus(Duration.ofHours(1));
            post(path + "/replay", "{\"since\":\"" + since + "\",\"status\":[\"skipped\"]}")
                    .statusCode(202)
                    .body("status", equalTo(List.of("skipped")));
            await().atMost(PATIENCE).until(() -> receiver.posted.size() == 2);
            assertThat(receiver.types()).containsExactly("webhook.test", "job.succeeded");
        }
    }

    @Test
    void resendsUnderTheSameId() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 204)) {
            Endpoint endpoint = create(receiver.url());
            String delivery = ping(endpoint);
            awaitStatus(delivery, "delivered");
            given().post("/v1/webhook-deliveries/" + delivery + "/resend")
                    .then()
                    .statusCode(202)
                    .body("status", equalTo("pending"));
            await().atMost(PATIENCE).until(() -> receiver.posted.size() == 2);
            assertThat(receiver.posted.get(1).id())
                    .isEqualTo(receiver.posted.getFirst().id());
            assertThat(receiver.posted.get(1).body())
                    .isEqualTo(receiver.posted.getFirst().body());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> given().get("/v1/webhook-deliveries/" + delivery)
                            .then()
                            .body("attempts", hasSize(2))
                            .body("status", equalTo("delivered")));
        }
    }

    @Test
    void aJobsDeliveriesAreFoundByTheJob() throws Exception {
        try (HookReceiver own = new HookReceiver(n -> 204);
                HookReceiver shared = new HookReceiver(n -> 204)) {
            Endpoint endpoint = create(shared.url(), "job.queued");
            String asset = given().contentType("image/png")
                    .body(Pictures.png(60, 40, 12))
                    .post("/v1/assets")
                    .then()
                    .extract()
                    .path("id");
            String job = post(
                            "/v1/jobs",
                            "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset
                                    + "\"}],\"webhook\":{\"url\":\"" + own.url() + "\"}}")
                    .statusCode(202)
                    .extract()
                    .path("id");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> given().get("/v1/webhook-deliveries?job=" + job)
                            .then()
                            .statusCode(200)
                            .body("deliveries.type", equalTo(List.of("job.queued", "job.queued")))
                            .body("deliveries.status", equalTo(List.of("delivered", "delivered")))
                            .body("deliveries.find { it.endpoint == null }.target", equalTo(own.url()))
                            .body("deliveries.endpoint", hasItem(endpoint.id())));
            assertThat(own.posted.getFirst().verifiedBy(Surroundings.WEBHOOK_SECRET))
                    .isTrue();
            assertThat(shared.posted.getFirst().verifiedBy(endpoint.secret())).isTrue();
            given().get("/v1/webhook-deliveries").then().statusCode(400).body("field", equalTo("job"));
            given().get("/v1/webhook-deliveries?job=x").then().statusCode(404).body("code", equalTo("unknown_job"));
        }
    }

    @Test
    void thereIsALimitToEndpoints() {
        List<String> there =
                given().get("/v1/webhook-endpoints").then().extract().path("endpoints.id");
        for (int i = there.size(); i < 50; i++) {
            create("https://127.0.0.1:1/" + i);
        }
        post("/v1/webhook-endpoints", "{\"url\":\"https://127.0.0.1:1/more\"}")
                .statusCode(409)
                .body("code", equalTo("too_many_endpoints"));
    }

    @Test
    void deadReceiversDelayNobody() throws Exception {
        List<HookReceiver> dead = new ArrayList<>();
        try (HookReceiver live = new HookReceiver(n -> 204)) {
            for (int i = 0; i < 3; i++) {
                dead.add(new HookReceiver(n -> HookReceiver.SILENCE));
            }
            List<Endpoint> graves = dead.stream().map(d -> create(d.url())).toList();
            Endpoint endpoint = create(live.url());
            for (int i = 0; i < 15; i++) {
                graves.forEach(WebhooksIT::ping);
            }
            await().atMost(PATIENCE).until(() -> dead.stream().noneMatch(d -> d.posted.isEmpty()));
            Instant asked = Instant.now();
            IntStream.range(0, 10).forEach(i -> ping(endpoint));
            await().atMost(PATIENCE).until(() -> live.posted.size() == 10);
            // One attempt at a dead receiver takes 3 s; behind 45 of them it would take minutes.
            assertThat(Duration.between(asked, live.posted.getLast().at())).isLessThan(Duration.ofSeconds(3));
            for (HookReceiver grave : dead) {
                Instant timeout = grave.posted.getFirst().at().plusMillis(2_500);
                assertThat(grave.posted)
                        .filteredOn(p -> p.at().isBefore(timeout))
                        .hasSizeLessThanOrEqualTo(4);
            }
        } finally {
            dead.forEach(HookReceiver::close);
        }
    }

    @Test
    void theSampleReceiverUnderstandsAll() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Endpoint endpoint = create("http://127.0.0.1:" + port + "/hook", "job.started", "job.succeeded");
        given().post("/v1/webhook-endpoints/" + endpoint.id() + "/rotate")
                .then()
                .statusCode(200);
        Path source = Path.of(System.getProperty("refinery.root", ".."), "docs/examples/Receiver.java");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        source.toString(),
                        Integer.toString(port))
                .redirectErrorStream(true);
        builder.environment().put("WEBHOOK_SECRET", endpoint.secret());
        Process process = builder.start();
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try (BufferedReader out = process.inputReader()) {
                out.lines().forEach(lines::add);
            } catch (java.io.IOException | java.io.UncheckedIOException e) {
                // The process was ended below.
            }
        });
        try {
            await().atMost(PATIENCE).until(() -> lines.contains("listening on http://127.0.0.1:" + port + "/hook"));
            String delivery = ping(endpoint);
            awaitStatus(delivery, "delivered");
            given().post("/v1/webhook-deliveries/" + delivery + "/resend")
                    .then()
                    .statusCode(202);
            String job = submit();
            live(job);
            String message = "msg_" + job.replace("-", "");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines)
                            .contains(
                                    "verified job.started job=" + job + " seq=2 id=" + message + "_2",
                                    "verified job.succeeded job=" + job + " seq=1000000 id=" + message + "_1000000")
                            .anyMatch(l -> l.startsWith("verified webhook.test job=- seq=- id=msg_test_"))
                            .anyMatch(l -> l.startsWith("again msg_test_")));
            given().body("{}").post("http://127.0.0.1:" + port + "/hook").then().statusCode(401);
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            reader.join();
        }
    }
}
