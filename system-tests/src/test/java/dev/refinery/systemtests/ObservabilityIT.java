package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.refinery.contracts.codec.Json;
import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import dev.refinery.systemtests.SpanCollector.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a stack that made one job: spans, logs, health and metrics. */
class ObservabilityIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> APPS = List.of("gateway", "worker", "scorer");
    /** Given to the scorer, which has no other use for it here. */
    private static final String VISION_KEY = "sk-0123456789-nobody-may-read-this";

    @TempDir
    static Path folder;

    private static HttpServer receiver;
    private static SpanCollector collector;
    private static LocalStack stack;
    private static String job;

    @BeforeAll
    static void runAJob() throws Exception {
        AtomicInteger posted = new AtomicInteger();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            try (exchange) {
                // The first attempt fails, so that there is a second one.
                exchange.sendResponseHeaders(posted.incrementAndGet() == 1 ? 503 : 204, -1);
            }
        });
        receiver.start();
        collector = new SpanCollector();
        Map<String, String> settings = new HashMap<>();
        settings.put("QUARKUS_OTEL_SDK_DISABLED", "false");
        settings.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
        settings.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms");
        settings.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        settings.put("QUARKUS_LOG_LEVEL", "DEBUG");
        settings.put("REFINERY_WEBHOOKS_RETRY_SCHEDULE", "PT0.2S");
        settings.put("REFINERY_VLM_API_KEY", VISION_KEY);
        stack = LocalStack.start(
                StackOptions.of(Checkout.ROOT, new StackHome(folder.resolve("observed")))
                        .withGatewayPort(Checkout.freePort())
                        .withEnvironment(settings),
                StackListener.SILENT);
        Api api = new Api(stack.gateway());
        ObjectNode request = api.smallJob();
        request.putObject("webhook")
                .put("url", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook")
                .putArray("events")
                .add("job.succeeded");
        job = api.submit(request);
        JsonNode end = api.awaitEnd(job);
        assertThat(end.path("type").asText()).as(end.toString()).isEqualTo("job.succeeded");
        await().atMost(PATIENCE).until(() -> collector.named("webhook attempt").count() == 2);
        await().atMost(PATIENCE)
                .until(() -> collector.named("POST /v1/jobs").findAny().isPresent());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        collector.close();
        receiver.stop(0);
    }

    @Test
    void oneTraceFollowsTheJobThroughAllServicesToItsWebhook() {
        Seen post = collector.named("POST /v1/jobs").findFirst().orElseThrow();
        assertThat(post.parent()).isEmpty();
        List<Seen> ofJob = collector.spans().stream()
                .filter(span -> span.trace().equals(post.trace()))
                .toList();
        Set<String> services = ofJob.stream().map(Seen::service).collect(Collectors.toSet());
        assertThat(services)
                .containsExactlyInAnyOrder("refinery-gateway", "refinery-generator-worker", "reward-scorer");
        assertThat(ofJob)
                .as("no span hangs in the air")
                .allSatisfy(span -> assertThat(collector.pathOf(span)).endsWith("POST /v1/jobs"));
        assertThat(ofJob)
                .filteredOn(span ->
                        Set.of("append job", "decide", "generate", "judge").contains(span.name()))
                .allSatisfy(span -> assertThat(span.attribute("refinery.job")).isEqualTo(job));

        assertThat(count(ofJob, "generate"))
                .as("a round of four and a final render")
                .isGreaterThanOrEqualTo(5);
        assertThat(count(ofJob, "generate")).isEqualTo(count(ofJob, "judge"));
        for (String stage : List.of("references", "render", "encode", "upload", "publish")) {
            assertThat(count(ofJob, stage)).as(stage).isEqualTo(count(ofJob, "generate"));
        }

        Seen first = collector
                .named("webhook attempt")
                .filter(span -> span.attribute("refinery.attempt").equals("1"))
                .findFirst()
                .orElseThrow();
        // The last decision, for the last score, of the final render, that a decision ordered, and so on up to the
        // request.
        assertThat(collector.pathOf(first))
                .startsWith("webhook attempt", "decide", "judge", "publish", "generate")
                .containsSequence("generate", "decide", "judge", "publish", "generate", "decide")
                .endsWith("decide", "append job", "POST /v1/jobs");
        Seen second = collector
                .named("webhook attempt")
                .filter(span -> span.attribute("refinery.attempt").equals("2"))
                .findFirst()
                .orElseThrow();
        assertThat(second.trace()).isNotEqualTo(post.trace());
        assertThat(second.parent()).isEmpty();
    }

    @Test
    void everyLineOfTheLogsIsJsonThatNamesWhatItIsAbout() throws Exception {
        String trace =
                collector.named("POST /v1/jobs").findFirst().orElseThrow().trace();
        for (String app : APPS) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : log(app)) {
                // The JVM's own words about native access and Unsafe come before any logger.
                if (!line.startsWith("WARNING: ")) {
                    lines.add(parsed(app, line));
                }
            }
            assertThat(lines).as(app).hasSizeGreaterThan(5).allSatisfy(line -> {
                assertThat(line.path("timestamp").asText()).isNotEmpty();
                assertThat(line.path("level").asText()).isNotEmpty();
                assertThat(line.has("message")).isTrue();
            });
        }
        List<JsonNode> generated = new ArrayList<>();
        for (String line : log("worker")) {
            if (line.contains("task ended result=made")) {
                generated.add(parsed("worker", line).path("mdc"));
            }
        }
        assertThat(generated).hasSizeGreaterThanOrEqualTo(5).allSatisfy(mdc -> {
            assertThat(mdc.path("job").asText()).isEqualTo(job);
            assertThat(mdc.path("candidate").asText()).startsWith(job + "/");
            assertThat(mdc.path("tenant").asText()).isEqualTo("default");
            assertThat(mdc.path("traceId").asText()).isEqualTo(trace);
        });
    }

    @Test
    void noSecretIsInAnyLog() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(VISION_KEY, stack.state().s3SecretKey()));
        for (String name : List.of("webhook-secret", "webhook-key")) {
            secrets.add(Files.readString(stack.home().folder().resolve(name)).strip());
        }
        assertThat(secrets).allMatch(secret -> secret.length() >= 16);
        for (String app : LocalStack.SERVICES) {
            assertThat(String.join("\n", log(app))).as(app).isNotEmpty().doesNotContain(secrets);
        }
    }

    @Test
    void healthAndMetricsAreOnAPortOfTheirOwn() throws Exception {
        for (String app : APPS) {
            assertThat(get(stack.admin(app).resolve("/q/health/ready")).statusCode())
                    .as(app)
                    .isEqualTo(200);
            assertThat(get(stack.admin(app).resolve("/q/metrics")).body())
                    .as(app)
                    .contains("jvm_memory_used_bytes");
        }
        assertThat(get(stack.gateway().resolve("/q/health/ready")).statusCode()).isEqualTo(404);
        assertThat(get(stack.gateway().resolve("/q/metrics")).statusCode()).isEqualTo(404);
        assertThat(get(stack.admin("gateway").resolve("/v1/jobs")).statusCode()).isEqualTo(404);
        assertThat(get(stack.gateway().resolve("/openapi")).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> log(String service) throws IOException {
        return Files.readAllLines(stack.home().log(service));
    }

    private static JsonNode parsed(String app, String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(app + " logged what is no JSON: " + line, e);
        }
    }

    private static long count(List<Seen> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).count();
    }
}
