package dev.refinery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.client.RefineryException.Kind;
import dev.refinery.client.StandIn.Reply;
import dev.refinery.client.StandIn.Request;
import dev.refinery.client.model.Asset;
import dev.refinery.client.model.BatchError;
import dev.refinery.client.model.BatchResult;
import dev.refinery.client.model.Job;
import dev.refinery.client.model.JobFilter;
import dev.refinery.client.model.JobRequest;
import dev.refinery.client.model.JobStatus;
import dev.refinery.client.model.NewWebhookEndpoint;
import dev.refinery.client.model.Output;
import dev.refinery.client.model.Problem;
import dev.refinery.client.model.ReferenceRequest;
import dev.refinery.client.model.Refinement;
import dev.refinery.client.model.Role;
import dev.refinery.client.model.Webhook;
import dev.refinery.client.model.WebhookEndpoint;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefineryClientTest {
    private static final String KEY = "rfk_0123_secretsecret";
    private static final Reply JOB = Reply.json(202, "{\"id\":\"j1\",\"status\":\"queued\"}");
    private static final JobRequest REQUEST = JobRequest.builder()
            .reference(ReferenceRequest.subject("mug").asset("ast_1"))
            .build();

    @TempDir
    Path folder;

    @Test
    void repeatsASubmissionUnderTheSameKey() throws Exception {
        try (StandIn gateway = new StandIn(Reply.json(503, "", "Retry-After: 0"), Reply.cut(), JOB);
                RefineryClient client = gateway.client().build()) {
            assertThat(client.jobs().submit(REQUEST).id()).isEqualTo("j1");
            assertThat(gateway.requests).hasSize(3);
            assertThat(gateway.requests.stream()
                            .map(r -> r.header("Idempotency-Key"))
                            .distinct())
                    .singleElement()
                    .asString()
                    .hasSizeGreaterThan(30);
            client.jobs().submit(REQUEST);
            assertThat(gateway.requests.getLast().header("Idempotency-Key"))
                    .isNotEqualTo(gateway.requests.getFirst().header("Idempotency-Key"));
            client.jobs().submit(REQUEST, SubmitOptions.DEFAULT.key("mine").waitFor(Duration.ofSeconds(9)));
            assertThat(gateway.requests.getLast().header("Idempotency-Key")).isEqualTo("mine");
            assertThat(gateway.requests.getLast().header("Prefer")).isEqualTo("wait=9");
        }
    }

    @Test
    void doesNotRepeatWhatWouldHappenTwice() throws Exception {
        for (Reply failure : List.of(Reply.json(503, "", "Retry-After: 0"), Reply.cut())) {
            try (StandIn gateway = new StandIn(failure);
                    RefineryClient client = gateway.client().build()) {
                assertThatThrownBy(() -> client.webhooks().create(NewWebhookEndpoint.of("https://shop.example/h")))
                        .isInstanceOf(RefineryException.class);
                assertThatThrownBy(() -> client.webhooks().rotate("we_1")).isInstanceOf(RefineryException.class);
                assertThat(gateway.requests).hasSize(2);
            }
        }
    }

    @Test
    void comesAgainWhenALimitTurnedItAway() throws Exception {
        try (StandIn gateway = new StandIn(
                        Reply.json(429, "{\"code\":\"rate_limited\",\"detail\":\"later\"}", "Retry-After: 1"),
                        Reply.json(201, "{\"id\":\"we_1\",\"url\":\"u\",\"enabled\":true,\"secret\":\"whsec_x\"}"));
                RefineryClient client = gateway.client().build()) {
            long begun = System.nanoTime();
            WebhookEndpoint made = client.webhooks().create(NewWebhookEndpoint.of("https://shop.example/h"));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(gateway.requests).hasSize(2);
            assertThat(made.secret()).isEqualTo("whsec_x");
            assertThat(made.toString()).doesNotContain("whsec_x");
        }
    }

    @Test
    void givesUpAfterItsAttemptsAndSaysWhatTheGatewaySaid() throws Exception {
        String problem =
                "{\"type\":\"http://g/docs/errors#store_unavailable\",\"title\":\"Temporarily unavailable\",\"status\":503,"
                        + "\"code\":\"store_unavailable\",\"detail\":\"The store does not answer.\"}";
        try (StandIn gateway = new StandIn(Reply.json(503, problem, "Retry-After: 0", "X-Request-Id: r-7"));
                RefineryClient client = gateway.client().maxAttempts(3).build()) {
            RefineryException e = refusal(() -> client.jobs().get("j1"));
            assertThat(gateway.requests).hasSize(3);
            assertThat(e.kind()).isEqualTo(Kind.REFUSED);
            assertThat(e.status()).isEqualTo(503);
            assertThat(e.code()).isEqualTo("store_unavailable");
            assertThat(e.requestId()).contains("r-7");
            assertThat(e.retryAfter()).contains(Duration.ZERO);
            assertThat(e.problem().map(Problem::type)).contains("http://g/docs/errors#store_unavailable");
            assertThat(e).hasMessage("The store does not answer. [store_unavailable]");
        }
    }

    @Test
    void doesNotWaitLongerThanTheCallMayTake() throws Exception {
        try (StandIn gateway = new StandIn(Reply.json(429, "", "Retry-After: 3600"));
                RefineryClient client = gateway.client().build()) {
            assertThat(refusal(() -> client.jobs().get("j1")).retryAfter()).contains(Duration.ofHours(1));
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @Test
    void aServerThatSaysNothingIsLeft() throws Exception {
        Reply half =
                new Reply("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{", true);
        for (Reply hanging : List.of(Reply.silence(), half)) {
            try (StandIn gateway = new StandIn(hanging);
                    RefineryClient patient = gateway.client()
                            .attemptTimeout(Duration.ofMillis(300))
                            .maxAttempts(2)
                            .build();
                    RefineryClient hasty =
                            gateway.client().timeout(Duration.ofMillis(300)).build()) {
                assertThat(refusal(() -> patient.jobs().get("j1")).kind()).isEqualTo(Kind.BROKEN);
                long begun = System.nanoTime();
                RefineryException e = refusal(() -> hasty.jobs().get("j1"));
                assertThat(e.kind()).isEqualTo(Kind.BROKEN);
                assertThat(e).hasMessageContaining("no answer from " + gateway.address());
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
                assertThat(gateway.requests).hasSize(3);
            }
        }
    }

    @Test
    void whereNothingListensNothingWasSent() throws Exception {
        StandIn gone = new StandIn();
        gone.close();
        List<Exchange> seen = new ArrayList<>();
        try (RefineryClient client =
                gone.client().maxAttempts(2).listener(seen::add).build()) {
            RefineryException e = refusal(() -> client.webhooks().test("we_1"));
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e.status()).isZero();
            assertThat(e.problem()).isEmpty();
        }
        assertThat(seen).extracting(Exchange::attempt).containsExactly(1, 2);
        assertThat(seen).extracting(Exchange::status).containsOnly(0);
    }

    @Test
    void anInterruptEndsTheCallAndStaysSet() throws Exception {
        try (StandIn gateway = new StandIn(Reply.silence());
                RefineryClient client = gateway.client().build()) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                RefineryException e = refusal(() -> client.jobs().get("j1"));
                interrupted.complete(
                        e.kind() == Kind.INTERRUPTED && Thread.currentThread().isInterrupted());
            });
            Awaitility.await().until(() -> !gateway.requests.isEmpty());
            caller.interrupt();
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @Test
    void tellsEveryFaultOfARequest() throws Exception {
        String problem =
                "{\"status\":422,\"code\":\"unknown_role\",\"field\":\"references[0].role\",\"detail\":\"must be one of\","
                        + "\"errors\":[{\"code\":\"unknown_role\",\"field\":\"references[0].role\",\"detail\":\"must be one of\"},"
                        + "{\"code\":\"invalid_size\",\"field\":\"output.size\",\"detail\":\"must be smaller\"}]}";
        try (StandIn gateway = new StandIn(Reply.of(422, "application/problem+json", problem));
                RefineryClient client = gateway.client().build()) {
            RefineryException e = refusal(() -> client.jobs().submit(REQUEST));
            assertThat(gateway.requests).hasSize(1);
            assertThat(e.problem().orElseThrow().errors())
                    .extracting(Problem.Fault::field)
                    .containsExactly("references[0].role", "output.size");
            assertThat(e)
                    .hasMessageContainingAll(
                            "references[0].role: must be one of [unknown_role]", "output.size: must be");
        }
    }

    @Test
    void understandsAnAnswerThatIsNotTheGateways() throws Exception {
        try (StandIn gateway = new StandIn(
                        Reply.of(413, "text/html", "<html>  too\n large " + "x".repeat(500) + "</html>"),
                        Reply.of(200, "text/html", "<html>welcome</html>"),
                        Reply.json(200, "{\"hello\":\"world\"}"));
                RefineryClient client = gateway.client().build()) {
            RefineryException tooLarge = refusal(() -> client.assets().upload(new byte[2_000_000]));
            assertThat(tooLarge.status()).isEqualTo(413);
            assertThat(tooLarge.code()).isEmpty();
            assertThat(tooLarge).hasMessageStartingWith("the gateway answered 413: <html> too large xx");
            assertThat(tooLarge.getMessage()).hasSizeLessThan(300);
            assertThat(refusal(() -> client.jobs().get("j1")).kind()).isEqualTo(Kind.UNREADABLE);
            assertThat(refusal(() -> client.jobs().get("j1"))).hasMessageContaining("a Refinery gateway?");
        }
    }

    @Test
    void whatALaterGatewaySaysDoesNotBreakIt() throws Exception {
        String later = "{\"id\":\"j1\",\"status\":\"paused\",\"outcome\":\"superb\",\"shiny\":{\"new\":[1]},"
                + "\"references\":[{\"name\":\"a\",\"role\":\"sound\",\"asset\":\"ast_1\",\"extra\":1}],"
                + "\"created_at\":\"2026-11-25T12:00:00Z\",\"progress\":{\"round\":1,\"max_rounds\":4,\"mood\":\"good\"}}";
        try (StandIn gateway = new StandIn(Reply.json(200, later));
                RefineryClient client = gateway.client().build()) {
            Job job = client.jobs().get("j1");
            assertThat(job.status()).isEqualTo(JobStatus.UNKNOWN);
            assertThat(job.status().ended()).isFalse();
            assertThat(job.references())
                    .singleElement()
                    .satisfies(r -> assertThat(r.role()).isEqualTo(Role.UNKNOWN));
            assertThat(job.createdAt()).isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
            assertThat(job.progress().maxRounds()).isEqualTo(4);
            assertThat(job.results()).isEmpty();
            assertThat(client.raw().get("/v1/jobs/j1").at("/shiny/new/0").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void writesAJobAsTheApiReadsIt() throws Exception {
        JobRequest request = JobRequest.builder()
                .prompt("@mug on @table")
                .reference(ReferenceRequest.subject("mug")
                        .asset("ast_1")
                        .mask("ast_2")
                        .gate(0.8)
                        .heightCm(9.5))
                .reference(ReferenceRequest.background("table")
                        .url("https://example.com/t.jpg")
                        .weight(2))
                .output(Output.builder()
                        .size("1024x1024")
                        .format("webp")
                        .quality(90)
                        .subjectFill(0.6)
                        .build())
                .refinement(Refinement.of(2, 8).failOnMiss())
                .seed(0)
                .deadline(Duration.ofMinutes(15))
                .metadata("shop", "eu")
                .label("spring")
                .webhook(Webhook.of("https://shop.example/h", "job.succeeded"))
                .build();
        try (StandIn gateway = new StandIn(JOB);
                RefineryClient client = gateway.client().build()) {
            client.jobs().submit(request);
            assertThat(ApiJson.mapper().readTree(gateway.requests.getFirst().body()))
                    .isEqualTo(
                            ApiJson.mapper()
                                    .readTree(
                                            "{\"prompt\":\"@mug on @table\",\"references\":["
                                                    + "{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"ast_1\",\"mask\":\"ast_2\",\"gate\":0.8,\"height_cm\":9.5},"
                                                    + "{\"name\":\"table\",\"role\":\"background\",\"url\":\"https://example.com/t.jpg\",\"weight\":2.0}],"
                                                    + "\"output\":{\"size\":\"1024x1024\",\"format\":\"webp\",\"subject_fill\":0.6,\"quality\":90},"
                                                    + "\"refinement\":{\"max_rounds\":2,\"candidates\":8,\"on_miss\":\"fail\"},\"seed\":0,"
                                                    + "\"deadline\":\"PT15M\",\"metadata\":{\"shop\":\"eu\"},\"labels\":[\"spring\"],"
                                                    + "\"webhook\":{\"url\":\"https://shop.example/h\",\"events\":[\"job.succeeded\"]}}"));
        }
    }

    @Test
    void sendsAJobWithItsPicturesInOneCall() throws Exception {
        Path mug = Files.writeString(folder.resolve("mug.jpg"), "MUG");
        try (StandIn gateway = new StandIn(Reply.json(503, "", "Retry-After: 0"), JOB);
                RefineryClient client = gateway.client().build()) {
            client.jobs().submit(REQUEST, Map.of("mug", Content.of(mug)), SubmitOptions.DEFAULT);
            Request sent = gateway.requests.getLast();
            String boundary = sent.header("Content-Type").replaceFirst("multipart/form-data; boundary=", "");
            assertThat(sent.body())
                    .startsWith(
                            "--" + boundary
                                    + "\r\nContent-Disposition: form-data; name=\"job\"\r\nContent-Type: application/json\r\n\r\n{")
                    .contains("name=\"mug\"; filename=\"mug.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nMUG\r\n")
                    .endsWith("--" + boundary + "--\r\n");
            assertThat(sent.body()).isEqualTo(gateway.requests.getFirst().body());
        }
    }

    @Test
    void opensAStreamAnewForEachAttempt() throws Exception {
        List<String> opened = Collections.synchronizedList(new ArrayList<>());
        try (StandIn gateway = new StandIn(Reply.cut(), Reply.json(201, "{\"id\":\"ast_1\"}"));
                RefineryClient client = gateway.client().build()) {
            Asset asset = client.assets()
                    .upload(Content.of(
                            () -> {
                                opened.add("once");
                                return new ByteArrayInputStream("PIXELS".getBytes(StandardCharsets.UTF_8));
                            },
                            "image/png"));
            assertThat(asset.id()).isEqualTo("ast_1");
            assertThat(opened).hasSize(2);
            assertThat(gateway.requests).extracting(Request::body).containsOnly("PIXELS");
            assertThat(gateway.requests.getLast().header("Content-Type")).isEqualTo("image/png");
        }
    }

    @Test
    void putsAFileWhereTheGatewaySaysAndWithoutTheKey() throws Exception {
        Path mug = Files.writeString(folder.resolve("mug.png"), "MUG");
        try (StandIn store = new StandIn(Reply.json(503, ""), Reply.json(200, ""));
                StandIn gateway = new StandIn(
                        Reply.json(
                                202,
                                "{\"id\":\"upl_1\",\"upload\":{\"method\":\"PUT\",\"url\":\"" + store.address()
                                        + "/b/k?sig=a%2Fb\",\"headers\":{\"Content-Type\":\"image/png\"},\"expires_at\":\"2026-11-25T12:00:00Z\"}}"),
                        Reply.json(201, "{\"id\":\"ast_9\"}"));
                RefineryClient client = gateway.client().apiKey(KEY).build()) {
            assertThat(client.assets().uploadOverLink(mug, "image/png").id()).isEqualTo("ast_9");
            assertThat(gateway.requests.getFirst().body())
                    .contains("\"bytes\":3", "\"media_type\":\"image/png\"", "\"sha256\":\"");
            assertThat(gateway.requests.getLast().target()).isEqualTo("/v1/assets/upl_1/complete");
            assertThat(store.requests).hasSize(2).allSatisfy(put -> {
                assertThat(put.method() + put.target() + put.body()).isEqualTo("PUT/b/k?sig=a%2FbMUG");
                assertThat(put.header("Content-Type")).isEqualTo("image/png");
                assertThat(put.header("Authorization")).isEmpty();
            });
        }
    }

    @Test
    void theKeyGoesToTheGatewayAndToNobodyElse() throws Exception {
        try (StandIn stranger = new StandIn(Reply.of(200, "image/png", "PIXELS"));
                StandIn gateway = new StandIn(
                        JOB, Reply.of(302, "text/plain", "", "Location: " + stranger.address() + "/v1/jobs/j1"));
                RefineryClient client = gateway.client().apiKey(KEY).build()) {
            client.jobs().get("j1");
            assertThat(gateway.requests.getFirst().header("Authorization")).isEqualTo("Bearer " + KEY);
            assertThat(client.download(stranger.address() + "/x"))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("PIXELS");
            assertThat(stranger.requests.getFirst().header("Authorization")).isEmpty();
            assertThat(refusal(() -> client.jobs().get("j1")).status())
                    .as("no redirect is followed")
                    .isEqualTo(302);
            assertThat(stranger.requests).hasSize(1);
        }
    }

    @Test
    void theKeyIsNeverTold() throws Exception {
        List<Exchange> seen = new ArrayList<>();
        try (StandIn gateway =
                        new StandIn(Reply.json(401, "{\"code\":\"credentials_invalid\",\"detail\":\"no such key\"}"));
                RefineryClient client =
                        gateway.client().apiKey(KEY).listener(seen::add).build()) {
            RefineryException e = refusal(() -> client.jobs().get("j1"));
            assertThat(e.toString() + client + seen).doesNotContain("secret");
            assertThat(gateway.requests.getFirst().header("User-Agent"))
                    .matches("refinery-java/[0-9].* \\(Java [0-9]+\\)");
        }
        assertThatThrownBy(() -> RefineryClient.builder()
                        .baseUrl("https://g.example")
                        .apiKey("rfk_ secret\n")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080", "http://localhost:8080/", "http://[::1]:8080", "https://gateway.example"
            })
    void aKeyMayGoWhereNobodyListens(String address) {
        try (RefineryClient client =
                RefineryClient.builder().baseUrl(address).apiKey(KEY).build()) {
            assertThat(client.baseUrl().toString()).doesNotEndWith("/");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gateway.example",
                "http://10.0.0.1:8080",
                "http://127.evil.example",
                "HTTP://localhost.example"
            })
    void aKeyDoesNotGoUnencryptedToAnotherMachine(String address) {
        RefineryClient.Builder builder = RefineryClient.builder().baseUrl(address);
        builder.build().close();
        builder.apiKey(KEY);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("unencrypted", "keyOverPlainHttp");
        builder.keyOverPlainHttp(true).build().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:8080", "ftp://g", "/v1", "http://", "http://g?x=1"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> RefineryClient.builder().baseUrl(address).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsPageByPageAsFarAsItIsRead() throws Exception {
        try (StandIn gateway = new StandIn(
                        Reply.json(
                                200,
                                "{\"jobs\":[{\"id\":\"a\",\"status\":\"queued\"},{\"id\":\"b\",\"status\":\"queued\"}],\"next\":\"c1\"}"),
                        Reply.json(200, "{\"jobs\":[],\"next\":\"c2\"}"),
                        Reply.json(200, "{\"jobs\":[{\"id\":\"c\",\"status\":\"queued\"}]}"));
                RefineryClient client = gateway.client().build()) {
            Pages<Job> jobs = client.jobs()
                    .list(JobFilter.builder()
                            .status(JobStatus.SUCCEEDED)
                            .label("a+b")
                            .label("c")
                            .metadata("shop", "e u&")
                            .createdAfter(Instant.parse("2026-11-25T12:00:00Z"))
                            .pageSize(2)
                            .build());
            assertThat(gateway.requests).isEmpty();
            assertThat(jobs.stream().limit(2).map(Job::id)).containsExactly("a", "b");
            assertThat(gateway.requests)
                    .singleElement()
                    .extracting(Request::target)
                    .isEqualTo(
                            "/v1/jobs?status=succeeded&label=a%2Bb&label=c&created_after=2026-11-25T12%3A00%3A00Z&limit=2&metadata.shop=e%20u%26");
            assertThat(jobs.page("c1").items()).isEmpty();
        }
        try (StandIn gateway = new StandIn(
                        Reply.json(200, "{\"jobs\":[],\"next\":\"c2\"}"),
                        Reply.json(200, "{\"jobs\":[{\"id\":\"c\",\"status\":\"queued\"}]}"));
                RefineryClient client = gateway.client().build()) {
            assertThat(client.jobs().list().stream().map(Job::id)).containsExactly("c");
            assertThat(gateway.requests).extracting(Request::target).containsExactly("/v1/jobs", "/v1/jobs?cursor=c2");
        }
    }

    @Test
    void waitsForAJobsEndInSteps() throws Exception {
        try (StandIn gateway = new StandIn(
                        Reply.json(200, "{\"id\":\"j1\",\"status\":\"running\"}"),
                        Reply.json(200, "{\"id\":\"j1\",\"status\":\"succeeded\"}"));
                RefineryClient client = gateway.client().build()) {
            assertThat(client.jobs().await("j1", Duration.ofMinutes(5)).status())
                    .isEqualTo(JobStatus.SUCCEEDED);
            assertThat(gateway.requests).extracting(r -> r.header("Prefer")).containsExactly("wait=60", "wait=60");
        }
        try (StandIn gateway = new StandIn(Reply.json(200, "{\"id\":\"j1\",\"status\":\"running\"}"));
                RefineryClient client = gateway.client().build()) {
            assertThat(client.jobs().await("j1", Duration.ZERO).status()).isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    void aFileIsThereOnlyWhenItIsWhole() throws Exception {
        Path file = folder.resolve("result.png");
        Reply half = Reply.of(200, "image/png", "PIXELS");
        half = new Reply(half.bytes().replace("PIXELS", "PIX"), false);
        try (StandIn gateway = new StandIn(half, half, Reply.of(200, "image/png", "PIXELS"));
                RefineryClient client = gateway.client().maxAttempts(2).build()) {
            assertThat(refusal(() -> client.jobs().result("j1", 0, file)).kind())
                    .isEqualTo(Kind.BROKEN);
            assertThat(file).doesNotExist();
            client.jobs().result("j1", 0, file);
            assertThat(file).hasContent("PIXELS");
            assertThat(folder.resolve("result.png.part")).doesNotExist();
        }
    }

    @Test
    void readsABatchesLinesAsTheyCome() throws Exception {
        String output =
                "{\"id\":\"j1\",\"custom_id\":\"a\",\"response\":{\"status_code\":200,\"body\":{\"id\":\"j1\",\"status\":\"succeeded\"}}}\n";
        try (StandIn gateway = new StandIn(
                        Reply.of(200, "application/x-ndjson", output.repeat(3)),
                        Reply.of(
                                200,
                                "application/x-ndjson",
                                "{\"line\":2,\"error\":{\"code\":\"malformed_json\",\"status\":400}}\n"),
                        new Reply("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + output, false));
                RefineryClient client = gateway.client().build()) {
            try (JsonLines<BatchResult> lines = client.batches().output("b1")) {
                assertThat(lines.stream().map(l -> l.job().status())).hasSize(3).containsOnly(JobStatus.SUCCEEDED);
            }
            try (JsonLines<BatchError> lines = client.batches().errors("b1")) {
                assertThat(lines.next().error().code()).isEqualTo("malformed_json");
                assertThat(lines.hasNext()).isFalse();
            }
            try (JsonLines<BatchResult> lines = client.batches().output("b1")) {
                assertThat(lines.next().customId()).isEqualTo("a");
                assertThat(refusal(lines::hasNext).kind()).isEqualTo(Kind.BROKEN);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void anIdThatIsNoneIsNotAnotherRoute(String id) throws Exception {
        try (StandIn gateway = new StandIn(JOB);
                RefineryClient client = gateway.client().build()) {
            assertThatThrownBy(() -> client.jobs().delete(id)).isInstanceOf(IllegalArgumentException.class);
            assertThat(gateway.requests).isEmpty();
        }
    }

    @Test
    void anIdStaysOneSegment() throws Exception {
        try (StandIn gateway = new StandIn(Reply.of(200, "application/yaml", "a: 1", "ETag: \"abc\""));
                RefineryClient client = gateway.client().build()) {
            assertThat(client.policies().get("a/../b c@1").digest()).isEqualTo("abc");
            assertThat(gateway.requests.getFirst().target()).isEqualTo("/v1/policies/a%2F..%2Fb%20c@1");
        }
    }

    private static RefineryException refusal(ThrowingCallable call) {
        return catchThrowableOfType(RefineryException.class, call);
    }
}
