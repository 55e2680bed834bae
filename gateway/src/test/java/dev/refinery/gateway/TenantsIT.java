package dev.refinery.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tenants on one gateway: neither sees, uses or learns of what the other has, on any route. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@QuarkusTestResource(value = Issuer.Running.class, restrictToAnnotatedClass = true)
@TestProfile(Tenants.KeysRequired.class)
class TenantsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] PICTURE = Pictures.png(60, 40, 77);

    @TestHTTPResource("/")
    URI base;

    private static KeyToken alice;
    private static KeyToken bob;
    private static KeyToken clerk;
    private static KeyToken teller;
    private static String asset;
    private static String upload;
    private static String job;
    private static String running;
    private static String endpoint;
    private static String spare;
    private static String delivery;
    private static String batch;

    /** One call of a route on what Alice has, and what an owner and a stranger get. */
    private record Probe(
            Function<RequestSpecification, Response> call, Consumer<Response> owner, Consumer<Response> stranger) {}

    /** Alice has one of everything. */
    @BeforeEach
    void furnish() {
        if (alice != null) {
            return;
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Surroundings.admin().get("/q/health/ready").then().statusCode(200));
        alice = Tenants.key("alice", null, Scope.ADMIN);
        bob = Tenants.key("bob", null, Scope.ADMIN);
        clerk = Tenants.key("alice", null, Scope.WEBHOOKS_WRITE);
        teller = Tenants.key("alice", null, Scope.USAGE_READ);
        asset = made(201, png(Tenants.as(alice)).post("/v1/assets"));
        upload = made(
                202,
                json(Tenants.as(alice), "{\"media_type\":\"image/png\",\"bytes\":99}")
                        .post("/v1/assets"));
        policy(Tenants.as(alice)).then().statusCode(201);
        endpoint = made(201, endpoint(Tenants.as(alice)));
        spare = made(201, endpoint(Tenants.as(alice)));
        delivery = made(202, Tenants.as(alice).post("/v1/webhook-endpoints/" + endpoint + "/test"));
        batch = made(202, batch(Tenants.as(alice)));
        running = submit(alice);
        job = submit(alice);
        byte[] png = Pictures.png(20, 20, 8);
        ImageRef result = new ImageRef(
                Surroundings.s3.bucket(), "alice/final/" + job + "/result-0.png", Sha256.hex(png), "image/png", 20, 20);
        try (ObjectStore store = Tenants.store()) {
            store.put(result.key(), png, "image/png");
        }
        Bus.send(new JobEvents(JobId.parse(job)).life(result));
        await().atMost(PATIENCE)
                .until(() ->
                        Tenants.as(alice).get("/v1/jobs/" + job).path("status").equals("succeeded"));
    }

    private static String made(int status, Response answer) {
        return answer.then().statusCode(status).extract().path("id");
    }

    private static RequestSpecification json(RequestSpecification caller, String body) {
        return caller.contentType("application/json").body(body);
    }

    private static RequestSpecification png(RequestSpecification caller) {
        return caller.contentType("image/png").body(PICTURE);
    }

    private static String order() {
        return "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}]}";
    }

    private static String submit(KeyToken caller) {
        return made(202, json(Tenants.as(caller), order()).post("/v1/jobs"));
    }

    private static Response endpoint(RequestSpecification caller) {
        return json(caller, "{\"url\": \"http://127.0.0.1:9/hook\", \"events\": [\"job.failed\"]}")
                .post("/v1/webhook-endpoints");
    }

    private static Response policy(RequestSpecification caller) {
        byte[] document = """
                name: secret-sauce
                version: "1"
                quality: {gate: 0.5}
                roles:
                  subject: {gate: 0.7, metrics: [{name: subject-fidelity, midpoint: 0.5, scale: 0.1}]}
                  background: {gate: 0.5, masked: not judged}
                  style: {gate: 0.5, masked: not judged}
                  lighting: {gate: 0.5, masked: not judged}
                  pose: {gate: 0.5, masked: not judged}
                """.getBytes(StandardCharsets.UTF_8);
        return caller.contentType("application/yaml").body(document).put("/v1/policies/secret-sauce@1");
    }

    private static Consumer<Response> status(int status) {
        return response -> assertThat(response.statusCode()).isEqualTo(status);
    }

    private static Consumer<Response> problem(int status, String code) {
        return response -> {
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.contentType()).startsWith("application/problem+json");
            assertThat(response.<String>path("code")).isEqualTo(code);
        };
    }

    /** In the shape that the OpenAI libraries read. */
    private static Consumer<Response> editError(int status, String code) {
        return response -> {
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.contentType()).startsWith("application/json");
            assertThat(response.<String>path("error.code")).isEqualTo(code);
        };
    }

    private static Consumer<Response> refusal(String route, int status, String code) {
        return route.contains(" /v1/images/") ? editError(status, code) : problem(status, code);
    }

    private static Consumer<Response> mentions(String text) {
        return response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.asString()).contains(text);
        };
    }

    private static Consumer<Response> conceals(String text) {
        return response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.asString()).doesNotContain(text);
        };
    }

    /**
     * A route that is not here fails {@link #everyRouteIsProbed}: say what a stranger gets, in the same change that adds it.
     * Those that give the stranger something of his own come last.
     */
    private static Map<String, Probe> probes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        Consumer<Response> unknownJob = problem(404, "unknown_job");
        String one = "/v1/jobs/" + job;
        probes.put("GET /v1/jobs", new Probe(c -> c.get("/v1/jobs"), mentions(job), conceals(job)));
        probes.put(
                "POST /v1/jobs application/json",
                new Probe(c -> json(c, order()).post("/v1/jobs"), status(202), problem(422, "unknown_asset")));
        probes.put(
                "POST /v1/jobs multipart/form-data",
                new Probe(
                        c -> c.multiPart("job", order()).post("/v1/jobs"), status(202), problem(422, "unknown_asset")));
        probes.put("GET /v1/jobs/{id}", new Probe(c -> c.get(one), mentions(job), unknownJob));
        probes.put(
                "POST /v1/jobs/{id}/cancel",
                new Probe(c -> c.post("/v1/jobs/" + running + "/cancel"), status(202), unknownJob));
        probes.put("GET /v1/jobs/{id}/rounds", new Probe(c -> c.get(one + "/rounds"), status(200), unknownJob));
        probes.put(
                "GET /v1/jobs/{id}/events",
                new Probe(c -> c.get(one + "/events"), mentions("job.succeeded"), unknownJob));
        probes.put("GET /v1/jobs/{id}/results/{k}", new Probe(c -> c.get(one + "/results/0"), status(200), unknownJob));
        probes.put(
                "GET /v1/jobs/{id}/candidates/{round}/{index}/image",
                new Probe(
                        c -> c.get(one + "/candidates/0/1/image?presigned"), mentions("X-Amz-Signature"), unknownJob));
        probes.put(
                "GET /v1/jobs/{id}/results/{k}/provenance",
                new Probe(c -> c.get(one + "/results/0/provenance"), problem(404, "no_provenance"), unknownJob));
        probes.put(
                "POST /v1/jobs/{id}/continue",
                new Probe(
                        c -> json(c, "{\"rounds\": 1}").post(one + "/continue"),
                        problem(409, "job_not_continuable"),
                        unknownJob));
        probes.put("POST /v1/jobs/{id}/replay", new Probe(c -> c.post(one + "/replay"), status(202), unknownJob));
        probes.put(
                "DELETE /v1/jobs/{id}",
                new Probe(c -> c.delete("/v1/jobs/" + running), problem(409, "job_not_ended"), unknownJob));
        // The stream itself does not end; oneTenantsStreamIsSilentOfAnother reads it.
        probes.put(
                "GET /v1/events",
                new Probe(
                        c -> c.get("/v1/events?last_event_id=x"),
                        problem(400, "invalid_event_id"),
                        problem(400, "invalid_event_id")));
        addWebhooks(probes);
        addBatches(probes);
        probes.put(
                "GET /v1/assets/{id}",
                new Probe(c -> c.get("/v1/assets/" + asset), status(200), problem(404, "unknown_asset")));
        probes.put(
                "POST /v1/assets application/json",
                new Probe(
                        c -> json(c, "{\"sha256\":\"" + asset.substring(4) + "\"}")
                                .post("/v1/assets"),
                        status(200),
                        problem(404, "unknown_asset")));
        probes.put(
                "POST /v1/assets/{id}/complete",
                new Probe(
                        c -> c.post("/v1/assets/" + upload + "/complete"),
                        problem(409, "upload_missing"),
                        problem(404, "unknown_upload")));
        probes.put(
                "GET /v1/policies",
                new Probe(c -> c.get("/v1/policies"), mentions("secret-sauce"), conceals("secret-sauce")));
        probes.put(
                "GET /v1/policies/{policy}",
                new Probe(c -> c.get("/v1/policies/secret-sauce@1"), status(200), problem(404, "unknown_policy")));
        probes.put(
                "GET /v1/usage",
                new Probe(
                        c -> c.get("/v1/usage?group_by=policy"),
                        mentions("\"accepted\":1"),
                        conceals("\"accepted\":1")));
        probes.put(
                "POST /v1/estimates application/json",
                new Probe(
                        c -> json(c, order()).post("/v1/estimates"),
                        status(200),
                        // Pictures are not looked at, so another's asset tells nothing.
                        conceals(job)));
        probes.put(
                "POST /v1/images/edits multipart/form-data",
                new Probe(
                        c -> c.header("X-Stainless-Read-Timeout", "1")
                                .multiPart("references", "[{\"file\": null, \"asset\": \"" + asset + "\"}]")
                                .multiPart("image", "mug.png", PICTURE, "image/png")
                                .post("/v1/images/edits"),
                        editError(504, "edit_not_in_time"),
                        editError(400, "unknown_asset")));
        // The same file is no secret to whoever sends it: each tenant gets a copy of its own.
        probes.put("POST /v1/assets image/png", new Probe(c -> png(c).post("/v1/assets"), status(200), status(201)));
        probes.put(
                "POST /v1/assets multipart/form-data",
                new Probe(
                        c -> c.multiPart("file", "a.png", PICTURE).post("/v1/assets"),
                        status(200),
                        response -> assertThat(response.statusCode()).isIn(200, 201)));
        // A name is a tenant's own: another tenant may give it to another document.
        probes.put("PUT /v1/policies/{policy}", new Probe(TenantsIT::policy, status(200), status(201)));
        return probes;
    }

    private static Response batch(RequestSpecification caller) {
        return caller.contentType("application/x-ndjson")
                .body("{\"custom_id\": \"1\", \"body\": {}}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches");
    }

    private static void addBatches(Map<String, Probe> probes) {
        Consumer<Response> unknown = problem(404, "unknown_batch");
        String one = "/v1/batches/" + batch;
        probes.put("GET /v1/batches", new Probe(c -> c.get("/v1/batches"), mentions(batch), conceals(batch)));
        probes.put("GET /v1/batches/{id}", new Probe(c -> c.get(one), mentions(batch), unknown));
        probes.put("GET /v1/batches/{id}/output", new Probe(c -> c.get(one + "/output"), status(200), unknown));
        probes.put(
                "GET /v1/batches/{id}/errors",
                new Probe(c -> c.get(one + "/errors"), mentions("missing_references"), unknown));
        probes.put(
                "POST /v1/batches/{id}/cancel",
                new Probe(c -> c.post(one + "/cancel"), problem(409, "batch_ended"), unknown));
        probes.put("POST /v1/batches application/x-ndjson", new Probe(TenantsIT::batch, status(202), status(202)));
    }

    private static void addWebhooks(Map<String, Probe> probes) {
        Consumer<Response> unknownEndpoint = problem(404, "unknown_endpoint");
        Consumer<Response> unknownDelivery = problem(404, "unknown_delivery");
        String all = "/v1/webhook-endpoints";
        String one = all + "/" + endpoint;
        String sent = "/v1/webhook-deliveries/" + delivery;
        probes.put("GET /v1/webhook-endpoints", new Probe(c -> c.get(all), mentions(endpoint), conceals(endpoint)));
        probes.put("GET /v1/webhook-endpoints/{id}", new Probe(c -> c.get(one), mentions(endpoint), unknownEndpoint));
        probes.put(
                "PATCH /v1/webhook-endpoints/{id} application/json",
                new Probe(c -> json(c, "{\"description\": \"mine\"}").patch(one), status(200), unknownEndpoint));
        probes.put(
                "POST /v1/webhook-endpoints/{id}/rotate",
                new Probe(c -> c.post(one + "/rotate"), mentions("whsec_"), unknownEndpoint));
        probes.put(
                "POST /v1/webhook-endpoints/{id}/test",
                new Probe(c -> c.post(one + "/test"), status(202), unknownEndpoint));
        probes.put(
                "POST /v1/webhook-endpoints/{id}/replay application/json",
                new Probe(
                        c -> json(c, "{\"since\": \"2026-01-01T00:00:00Z\"}").post(one + "/replay"),
                        status(202),
                        unknownEndpoint));
        probes.put(
                "GET /v1/webhook-endpoints/{id}/deliveries",
                new Probe(c -> c.get(one + "/deliveries"), mentions(delivery), unknownEndpoint));
        probes.put("GET /v1/webhook-deliveries/{id}", new Probe(c -> c.get(sent), mentions(delivery), unknownDelivery));
        probes.put(
                "POST /v1/webhook-deliveries/{id}/resend",
                new Probe(c -> c.post(sent + "/resend"), status(202), unknownDelivery));
        probes.put(
                "GET /v1/webhook-deliveries",
                new Probe(c -> c.get("/v1/webhook-deliveries?job=" + job), status(200), problem(404, "unknown_job")));
        probes.put(
                "DELETE /v1/webhook-endpoints/{id}",
                new Probe(c -> c.delete(all + "/" + spare), status(204), unknownEndpoint));
        probes.put(
                "POST /v1/webhook-endpoints application/json",
                new Probe(TenantsIT::endpoint, status(201), status(201)));
    }

    private static final Set<String> OPEN = Set.of("GET /docs/errors", "GET /v1/provenance-keys", "GET /console");

    @Test
    void everyRouteIsProbed() {
        assertThat(probes().keySet()).doesNotContainAnyElementsOf(OPEN);
        assertThat(Routes.all())
                .containsAll(OPEN)
                .filteredOn(r -> !OPEN.contains(r))
                .isSubsetOf(probes().keySet());
    }

    @Test
    void aStrangerIsToldThatThereIsNothing() {
        Map<String, Probe> probes = probes();
        probes.forEach((route, probe) ->
                assertThat(probe.call().apply(Tenants.as(bob))).as(route).satisfies(probe.stranger()));
        probes.forEach((route, probe) ->
                assertThat(probe.call().apply(Tenants.as(alice))).as(route).satisfies(probe.owner()));
    }

    @Test
    void everyRouteAsksForACredential() {
        probes().forEach((route, probe) -> {
            Response response = probe.call().apply(RestAssured.given());
            assertThat(response).as(route).satisfies(refusal(route, 401, "credentials_missing"));
            assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"refinery\"");
        });
        RestAssured.get("/docs/errors").then().statusCode(200);
        RestAssured.get("/v1/provenance-keys").then().statusCode(200);
        Surroundings.admin().get("/q/health/ready").then().statusCode(200);
    }

    /** A link is good for the one object, method and time that were signed, whoever holds it. */
    @Test
    void aPresignedLinkOpensNothingButItsOwnObject() {
        String link = Tenants.as(alice)
                .get("/v1/jobs/" + job + "/results/0?presigned")
                .then()
                .statusCode(200)
                .extract()
                .path("url");
        assertThat(link).contains("/alice/final/" + job + "/");
        assertThat(followed(link).statusCode()).isEqualTo(200);
        List<String> bent = List.of(
                link.replace("/alice/final/", "/bob/final/"),
                link.replace("result-0.png", "result-1.png"),
                link.replace("result-0.png", "..%2F..%2F..%2Fbob"),
                link.replaceFirst("X-Amz-Expires=[0-9]+", "X-Amz-Expires=604800"),
                link.replaceFirst("X-Amz-Signature=[0-9a-f]+", "X-Amz-Signature=" + "0".repeat(64)),
                link.substring(0, link.indexOf('?')));
        assertThat(bent)
                .doesNotContain(link)
                .allSatisfy(other ->
                        assertThat(followed(other).statusCode()).as(other).isIn(400, 403));
        assertThat(RestAssured.given()
                        .urlEncodingEnabled(false)
                        .body("x")
                        .put(link)
                        .statusCode())
                .as("signed for reading")
                .isEqualTo(403);
        assertThat(followed(link).statusCode()).as("still there, unchanged").isEqualTo(200);
    }

    private static Response followed(String link) {
        return RestAssured.given().urlEncodingEnabled(false).get(link);
    }

    @Test
    void healthAndMetricsAreNotOnTheApisPort() {
        for (String path : List.of("/q/health", "/q/health/ready", "/q/metrics", "/q/openapi")) {
            RestAssured.get(path).then().statusCode(404);
        }
        Surroundings.admin().get("/v1/jobs").then().statusCode(404);
    }

    @Test
    void everyRouteAsksForItsScope() {
        probes().forEach((route, probe) -> {
            Response response = probe.call().apply(Tenants.as(route.contains("/webhook-") ? teller : clerk));
            assertThat(response).as(route).satisfies(refusal(route, 403, "scope_missing"));
            assertThat(response.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"", "scope=\"");
        });
        Tenants.as(clerk)
                .get("/v1/jobs")
                .then()
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"refinery\", error=\"insufficient_scope\", scope=\"jobs:read\"");
    }

    @Test
    void oneTenantsStreamIsSilentOfAnother() throws Exception {
        try (EventStream hers = new EventStream(base.resolve("/v1/events"), null, alice.reveal());
                EventStream his = new EventStream(base.resolve("/v1/events"), null, bob.reveal())) {
            String fresh = submit(alice);
            hers.await(PATIENCE, event -> event.data().contains(fresh));
            String batchOfBob = batch(Tenants.as(bob)).path("id");
            his.await(PATIENCE, event -> {
                assertThat(event.data()).doesNotContain(fresh);
                return event.data().contains(batchOfBob);
            });
            assertThat(hers.rest()).noneMatch(event -> event.data().contains(batchOfBob));
        }
    }

    @Test
    void oneIdempotencyKeyOfTwoTenantsMakesTwoJobs() {
        String url = "\"url\":\"data:image/png;base64," + Base64.getEncoder().encodeToString(Pictures.png(60, 40, 78))
                + "\"";
        String body = "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\"," + url + "}]}";
        String hers = json(Tenants.as(alice).header("Idempotency-Key", "order-1"), body)
                .post("/v1/jobs")
                .path("id");
        Response his =
                json(Tenants.as(bob).header("Idempotency-Key", "order-1"), body).post("/v1/jobs");
        assertThat(his.statusCode()).isEqualTo(202);
        assertThat(his.header("Idempotent-Replayed")).isNull();
        assertThat(his.<String>path("id")).isNotEqualTo(hers);
    }

    @Test
    void aRevokedKeyStopsWorkingAndAnExpiredOneHas() {
        KeyToken brief = Tenants.key("alice", null, Scope.JOBS_READ);
        Tenants.as(brief).get("/v1/jobs").then().statusCode(200);
        try (ObjectStore store = Tenants.store()) {
            new ApiKeys(store).revoke(brief.id(), Instant.now());
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(Tenants.as(brief).get("/v1/jobs")).satisfies(problem(401, "credentials_revoked")));

        KeyToken old = Tenants.key("alice", Instant.now().minusSeconds(1), Scope.JOBS_READ);
        assertThat(Tenants.as(old).get("/v1/jobs")).satisfies(problem(401, "credentials_expired"));
        assertThat(Tenants.as(new KeyToken(brief.id(), "0".repeat(64))).get("/v1/jobs"))
                .satisfies(problem(401, "credentials_invalid"));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        KeyToken hasty = Tenants.key("hasty", null, Scope.JOBS_READ);
        Response first = Tenants.as(hasty).get("/v1/jobs");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"requests\";q=3;w=10");
        assertThat(first.header("RateLimit")).startsWith("\"requests\";r=2;t=");
        // A request that fails counts, and says what is left.
        Response second = Tenants.as(hasty).get("/v1/jobs/none/events");
        assertThat(second.statusCode()).isEqualTo(404);
        assertThat(second.header("RateLimit")).startsWith("\"requests\";r=1;t=");
        assertThat(png(Tenants.as(hasty)).post("/v1/assets")).satisfies(problem(403, "scope_missing"));

        Response refused = Tenants.as(hasty).get("/v1/jobs");
        assertThat(refused).satisfies(problem(429, "rate_limited"));
        assertThat(refused.header("RateLimit")).matches("\"requests\";r=0;t=(9|10)");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);

        Surroundings.admin().get("/q/health/live").then().statusCode(200).header("RateLimit", nullValue());
        Tenants.as(alice)
                .get("/v1/jobs/" + job + "/events")
                .then()
                .statusCode(200)
                .header("RateLimit-Policy", "\"requests\";q=600;w=10");
    }

    @Test
    void aTokenOfTheIssuerIsOfItsTenantToo() {
        Issuer issuer = Issuer.Running.issuer;
        String hers = issuer.token(Issuer.Running.key, c -> c.setStringClaim("tenant", "alice"));
        String his = issuer.token(Issuer.Running.key, c -> c.setStringClaim("tenant", "bob"));
        bearer(hers).get("/v1/jobs/" + job).then().statusCode(200);
        assertThat(bearer(his).get("/v1/jobs/" + job)).satisfies(problem(404, "unknown_job"));
        assertThat(bearer(hers).post("/v1/jobs/" + running + "/cancel")).satisfies(problem(403, "scope_missing"));
        assertThat(bearer(hers + "x").get("/v1/jobs")).satisfies(problem(401, "credentials_invalid"));
    }

    @Test
    void theOpenApiDocumentSaysHowToCall() {
        RestAssured.given()
                .accept("application/json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .body("components.securitySchemes.bearer.scheme", equalTo("bearer"))
                .body("security.bearer", hasSize(1))
                .body("info.title", equalTo("Refinery"))
                .body("info.license.name", equalTo("Apache-2.0"));
    }

    @Test
    void aTenantWithManyJobsWaitsUntilOneHasEnded() {
        KeyToken busy = Tenants.key("busy", null, Scope.ADMIN);
        String picture = png(Tenants.as(busy)).post("/v1/assets").path("id");
        String body = order().replace(asset, picture);
        String first = json(Tenants.as(busy), body).post("/v1/jobs").path("id");
        json(Tenants.as(busy), body).post("/v1/jobs").then().statusCode(202);
        Response refused =
                json(Tenants.as(busy).header("Idempotency-Key", "third"), body).post("/v1/jobs");
        assertThat(refused).satisfies(problem(429, "too_many_outstanding_jobs"));
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        submit(alice);

        Bus.send(List.of(new OutcomeEvent.JobCanceled(
                JobId.parse(first), new TenantId("busy"), 0, 0, Instant.now(), "Canceled.", null)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json(Tenants.as(busy).header("Idempotency-Key", "third"), body)
                                .post("/v1/jobs")
                                .statusCode())
                        .isEqualTo(202));
        assertThat(json(Tenants.as(busy), body).post("/v1/jobs")).satisfies(problem(429, "too_many_outstanding_jobs"));
    }

    @Test
    void aBatchWaitsForRoomAsItsTenantDoes() {
        KeyToken crowd = Tenants.key("crowd", null, Scope.ADMIN);
        String picture = png(Tenants.as(crowd)).post("/v1/assets").path("id");
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            file.append("{\"custom_id\":\"")
                    .append(i)
                    .append("\",\"body\":")
                    .append(order().replace(asset, picture))
                    .append("}\n");
        }
        String own = Tenants.as(crowd)
                .contentType("application/x-ndjson")
                .body(file.toString().getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches")
                .path("id");
        for (int ended = 0; ended <= 2; ended++) {
            int submitted = 2 + ended;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> Tenants.as(crowd)
                            .get("/v1/batches/" + own)
                            .then()
                            .body("request_counts.submitted", equalTo(submitted))
                            .body("request_counts.running", equalTo(2))
                            .body("request_counts.failed", equalTo(0)));
            Bus.send(List.of(new OutcomeEvent.JobCanceled(
                    new BatchId(own).job(ended), new TenantId("crowd"), 0, 0, Instant.now(), "Canceled.", null)));
        }
    }

    @Test
    void usageIsCountedByDayAndPolicyAndOnceForEachEvent() {
        KeyToken counted = Tenants.key("counted", null, Scope.ADMIN);
        String picture = png(Tenants.as(counted)).post("/v1/assets").path("id");
        String id = json(Tenants.as(counted), order().replace(asset, picture))
                .post("/v1/jobs")
                .path("id");
        CandidateGenerated made = new CandidateGenerated(
                new CandidateId(JobId.parse(id), 0, 0),
                new TenantId("counted"),
                Purpose.PREVIEW,
                new JobEvents(JobId.parse(id)).image("c"),
                "0".repeat(64),
                List.of(),
                "catalog@1",
                List.of(),
                new Cost(0.25, 1, 1234));
        Bus.send(List.of(made, made));
        await().atMost(PATIENCE)
                .untilAsserted(() -> Tenants.as(counted)
                        .get("/v1/usage?group_by=day,policy")
                        .then()
                        .statusCode(200)
                        .body("usage", hasSize(1))
                        .body("usage[0].policy", equalTo("catalog@1"))
                        .body("total.jobs", equalTo(1))
                        .body("total.candidates", equalTo(1))
                        .body("total.device_seconds", equalTo(0.25f))
                        .body("total.bytes", equalTo(1234)));
        assertThat(Tenants.as(counted).get("/v1/usage?from=tomorrow")).satisfies(problem(400, "invalid_query"));
    }

    @Test
    void refusalsAreCountedByCode() {
        RestAssured.get("/v1/jobs").then().statusCode(401);
        Tenants.as(clerk).get("/v1/jobs").then().statusCode(403);
        Surroundings.admin()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("refinery_gateway_refused_total{code=\"credentials_missing\"}"))
                .body(containsString("refinery_gateway_refused_total{code=\"scope_missing\"}"));
    }

    private static RequestSpecification bearer(String token) {
        return RestAssured.given().header("Authorization", "Bearer " + token);
    }
}
