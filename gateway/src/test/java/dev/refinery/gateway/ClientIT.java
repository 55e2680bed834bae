package dev.refinery.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.refinery.client.Batches;
import dev.refinery.client.Content;
import dev.refinery.client.Exchange;
import dev.refinery.client.JsonLines;
import dev.refinery.client.RefineryClient;
import dev.refinery.client.RefineryException;
import dev.refinery.client.SubmitOptions;
import dev.refinery.client.TenantEvents;
import dev.refinery.client.WebhookMessage;
import dev.refinery.client.WebhookVerifier;
import dev.refinery.client.model.Asset;
import dev.refinery.client.model.Batch;
import dev.refinery.client.model.BatchError;
import dev.refinery.client.model.BatchResult;
import dev.refinery.client.model.BatchStatus;
import dev.refinery.client.model.ContinueRequest;
import dev.refinery.client.model.DeliveryStatus;
import dev.refinery.client.model.Job;
import dev.refinery.client.model.JobEvent;
import dev.refinery.client.model.JobFilter;
import dev.refinery.client.model.JobRequest;
import dev.refinery.client.model.JobStatus;
import dev.refinery.client.model.NewWebhookEndpoint;
import dev.refinery.client.model.Outcome;
import dev.refinery.client.model.Output;
import dev.refinery.client.model.Policy;
import dev.refinery.client.model.PolicyDocument;
import dev.refinery.client.model.Problem;
import dev.refinery.client.model.ReferenceRequest;
import dev.refinery.client.model.Refinement;
import dev.refinery.client.model.ReplayRequest;
import dev.refinery.client.model.Role;
import dev.refinery.client.model.Round;
import dev.refinery.client.model.TenantEvent;
import dev.refinery.client.model.UploadLink;
import dev.refinery.client.model.Verdict;
import dev.refinery.client.model.Webhook;
import dev.refinery.client.model.WebhookDelivery;
import dev.refinery.client.model.WebhookEndpoint;
import dev.refinery.client.model.WebhookEndpointChange;
import dev.refinery.client.model.WebhookReplay;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against the gateway it is made for; the workers are played. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ClientIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Routes that the client has no method for, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "POST /v1/images/edits multipart/form-data", "OpenAI's libraries call it",
            "GET /console", "a page for people",
            "GET /docs/errors", "a page for people");

    @TempDir
    Path folder;

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private RefineryClient client;

    @BeforeEach
    void connect() {
        client = RefineryClient.builder()
                .baseUrl("http://127.0.0.1:" + RestAssured.port)
                .listener(exchanges::add)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void everyRouteHasAMethodThatWorks() throws Exception {
        String asset = pictures();
        policies();
        try (HookReceiver receiver = new HookReceiver(n -> 204)) {
            WebhookEndpoint endpoint = endpoint(receiver);
            String job;
            try (TenantEvents changes = client.events()) {
                assertThat(changes.next()).extracting(TenantEvent::missed).isEqualTo(false);
                job = life(asset);
                assertThat(changes.stream()
                                .filter(change -> job.equals(change.job()))
                                .filter(change -> JobStatus.SUCCEEDED.wireName().equals(change.status()))
                                .findFirst()
                                .orElseThrow()
                                .outcome())
                        .isEqualTo(Outcome.ACCEPTED);
            }
            deliveries(endpoint, job, receiver);
            ownWebhook(asset, receiver);
            afterTheEnd(job, asset);
        }
        batches(asset);
        assertThat(client.usage(null, null, List.of("day", "policy")).total().jobs())
                .isPositive();
        assertThat(client.provenanceKeys()).isEmpty();

        Set<String> uncalled = new TreeSet<>(Routes.all());
        uncalled.removeIf(route -> exchanges.stream().anyMatch(exchange -> isOf(route, exchange)));
        assertThat(uncalled)
                .as("give the client a method and call it here, or say in LEFT_OUT why it needs none")
                .isEqualTo(new TreeSet<>(LEFT_OUT.keySet()));
    }

    private String pictures() throws Exception {
        byte[] picture = Pictures.png(60, 40, 71);
        Asset asset = client.assets().upload(Content.of(picture, "image/png"));
        assertThat(asset.width()).isEqualTo(60);
        assertThat(asset.original().sha256()).isEqualTo(Sha256.hex(picture));
        assertThat(client.assets().uploadForm(Content.of(picture)).id()).isEqualTo(asset.id());
        assertThat(client.assets().fromSha256(Sha256.hex(picture)).orElseThrow().id())
                .isEqualTo(asset.id());
        assertThat(client.assets().fromSha256("0".repeat(64))).isEmpty();
        assertThat(Sha256.hex(client.assets().download(asset.id()))).isEqualTo(asset.sha256());
        String inline = "data:image/png;base64," + Base64.getEncoder().encodeToString(Pictures.png(20, 20, 72));
        assertThat(client.assets().fromUrl(inline).width()).isEqualTo(20);

        Path file = Files.write(folder.resolve("big.png"), Pictures.png(90, 70, 73));
        Asset linked = client.assets().uploadOverLink(file, "image/png");
        assertThat(linked.height()).isEqualTo(70);
        assertThat(client.assets().uploadOverLink(file, "image/png").id()).isEqualTo(linked.id());
        UploadLink link = client.assets().announce("image/png", 10);
        assertThat(refusal(() -> client.assets().complete(link.id())).code()).isEqualTo("upload_missing");

        RefineryException noPicture = refusal(() -> client.assets().upload(Pictures.text()));
        assertThat(noPicture.code()).isEqualTo("unsupported_media_type");
        assertThat(refusal(() -> client.assets().upload(new byte[1_500_000])).status())
                .isEqualTo(413);
        return asset.id();
    }

    private void policies() {
        List<Policy> policies = client.policies().list();
        assertThat(policies.getFirst().isDefault()).isTrue();
        PolicyDocument document = client.policies().get(policies.getFirst().policy());
        assertThat(document.digest()).isEqualTo(Sha256.hex(document.text().getBytes(StandardCharsets.UTF_8)));
        Content broken = Content.of("roles: {}".getBytes(StandardCharsets.UTF_8), "application/yaml");
        RefineryException refused = refusal(() -> client.policies().publish("client-it@1", broken));
        assertThat(refused.status()).isEqualTo(422);
    }

    private WebhookEndpoint endpoint(HookReceiver receiver) throws Exception {
        WebhookEndpoint made = client.webhooks().create(NewWebhookEndpoint.of(receiver.url(), "job.canceled"));
        assertThat(made.secret()).startsWith("whsec_");
        assertThat(client.webhooks().list()).extracting(WebhookEndpoint::id).contains(made.id());
        WebhookEndpoint changed =
                client.webhooks().change(made.id(), WebhookEndpointChange.events("job.succeeded", "job.failed"));
        assertThat(changed.events()).containsExactly("job.succeeded", "job.failed");
        assertThat(client.webhooks().get(made.id()).secret()).isNull();

        WebhookEndpoint rotated = client.webhooks().rotate(made.id(), Duration.ofHours(1));
        assertThat(rotated.secrets()).hasSize(2);
        WebhookDelivery test = client.webhooks().test(made.id());
        await().atMost(PATIENCE).until(() -> receiver.types().contains("webhook.test"));
        HookReceiver.Posted posted = receiver.posted.getFirst();
        for (String secret : List.of(made.secret(), rotated.secret())) {
            WebhookMessage message = verified(posted, secret);
            assertThat(message.id()).isEqualTo(test.webhookId());
            assertThat(message.ofJob()).isFalse();
        }
        return rotated;
    }

    private String life(String asset) throws Exception {
        JobRequest request = JobRequest.builder()
                .prompt("@mug")
                .reference(ReferenceRequest.subject("mug").asset(asset).gate(0.8))
                .output(Output.builder().size("512x512").build())
                .refinement(Refinement.of(2, 2))
                .deadline(Duration.ofMinutes(15))
                .externalId("SKU-client")
                .label("client-it")
                .metadata("shop", "eu")
                .build();
        assertThat(client.jobs().estimate(request).candidates().previewsMax()).isEqualTo(4);
        Job job = client.jobs().submit(request, SubmitOptions.DEFAULT.key("client-it-1"));
        assertThat(client.jobs()
                        .submit(request, SubmitOptions.DEFAULT.key("client-it-1"))
                        .id())
                .isEqualTo(job.id());
        assertThat(job.references().getFirst().role()).isEqualTo(Role.SUBJECT);
        assertThat(job.metadata()).containsEntry("shop", "eu");

        byte[] file = Pictures.png(20, 20, 74);
        Bus.send(new JobEvents(JobId.parse(job.id())).life(stored(job.id(), file)));
        List<JobEvent> told = new ArrayList<>();
        try (dev.refinery.client.JobEvents events = client.jobs().events(job.id())) {
            events.forEachRemaining(told::add);
        }
        assertThat(told).extracting(JobEvent::type).startsWith("job.queued").endsWith("job.succeeded");
        assertThat(told.getLast().ended().outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(told).filteredOn(e -> e.verdict() == Verdict.REFINE).hasSize(1);

        Job ended = client.jobs().await(job.id(), PATIENCE);
        assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(ended.results().getFirst().sha256()).isEqualTo(Sha256.hex(file));
        assertThat(client.jobs().get(job.id()).outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(client.jobs()
                        .list(JobFilter.builder()
                                .label("client-it")
                                .metadata("shop", "eu")
                                .status(JobStatus.SUCCEEDED)
                                .createdAfter(job.createdAt())
                                .pageSize(1)
                                .build()))
                .extracting(Job::id)
                .containsExactly(job.id());

        assertThat(client.jobs().result(job.id(), 0)).isEqualTo(file);
        Path saved = folder.resolve("result.png");
        client.download(ended.results().getFirst().url(), saved);
        assertThat(saved).hasBinaryContent(file);
        URI link = client.jobs().resultLink(job.id(), 0).url();
        try (HttpClient plain = HttpClient.newHttpClient()) {
            assertThat(plain.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(file);
        }
        assertThat(refusal(() -> client.jobs().provenance(job.id(), 0)).code()).isEqualTo("no_provenance");
        assertThat(client.jobs().rounds(job.id())).extracting(Round::stage).contains("preview", "final");
        assertThat(refusal(() -> client.jobs().candidate(job.id(), "7", 0)).code())
                .isEqualTo("unknown_candidate");
        return job.id();
    }

    private void deliveries(WebhookEndpoint endpoint, String job, HookReceiver receiver) throws Exception {
        await().atMost(PATIENCE).until(() -> receiver.types().contains("job.succeeded"));
        HookReceiver.Posted posted = receiver.posted.getLast();
        WebhookMessage message = verified(posted, endpoint.secret());
        assertThat(message.jobEvent().job()).isEqualTo(job);
        assertThat(message.jobEvent().ended().externalId()).isEqualTo("SKU-client");

        await().atMost(PATIENCE)
                .until(() -> client.webhooks().deliveries(endpoint.id(), DeliveryStatus.DELIVERED).stream()
                                .filter(d -> job.equals(d.job()))
                                .count()
                        == 1);
        WebhookDelivery delivery = client.webhooks().deliveries(endpoint.id(), null).stream()
                .filter(d -> job.equals(d.job()))
                .findFirst()
                .orElseThrow();
        assertThat(client.webhooks().delivery(delivery.id()).attempts()).hasSize(1);
        client.webhooks().resend(delivery.id());
        await().atMost(PATIENCE)
                .until(() -> receiver.posted.stream()
                                .filter(p -> p.id().equals(delivery.webhookId()))
                                .count()
                        == 2);
        assertThat(client.webhooks()
                        .replay(endpoint.id(), WebhookReplay.since(Instant.now(), DeliveryStatus.FAILED))
                        .status())
                .containsExactly(DeliveryStatus.FAILED);
        client.webhooks().delete(endpoint.id());
        assertThat(refusal(() -> client.webhooks().get(endpoint.id())).code()).isEqualTo("unknown_endpoint");
    }

    private void ownWebhook(String asset, HookReceiver receiver) throws Exception {
        Job job = client.jobs()
                .submit(JobRequest.builder()
                        .reference(ReferenceRequest.subject("mug").asset(asset))
                        .webhook(Webhook.of(receiver.url(), "job.queued"))
                        .build());
        await().atMost(PATIENCE)
                .until(() -> client.webhooks().deliveriesOfJob(job.id()).stream()
                        .anyMatch(d -> d.status() == DeliveryStatus.DELIVERED));
        WebhookDelivery delivery = client.webhooks().deliveriesOfJob(job.id()).getFirst();
        assertThat(delivery.target()).isEqualTo(receiver.url());
        HookReceiver.Posted posted = receiver.posted.stream()
                .filter(p -> p.id().equals(delivery.webhookId()))
                .findFirst()
                .orElseThrow();
        assertThat(verified(posted, Surroundings.WEBHOOK_SECRET).jobEvent().type())
                .isEqualTo(JobEvent.QUEUED);
    }

    private void afterTheEnd(String job, String asset) {
        assertThat(refusal(() -> client.jobs().continueJob(job, ContinueRequest.rounds(1)))
                        .code())
                .isEqualTo("job_not_continuable");
        Job replayed = client.jobs()
                .replay(job, ReplayRequest.builder().externalId("again").build(), SubmitOptions.DEFAULT);
        assertThat(replayed.replayOf()).isEqualTo(job);
        assertThat(client.jobs().cancel(replayed.id()).status()).isIn(JobStatus.CANCELING, JobStatus.CANCELED);

        client.jobs().delete(job);
        RefineryException gone = refusal(() -> client.jobs().get(job));
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.problem().map(Problem::deletedAt)).isPresent();

        Job missed = client.jobs()
                .submit(
                        JobRequest.builder()
                                .reference(ReferenceRequest.subject("mug"))
                                .refinement(Refinement.of(2, 2))
                                .build(),
                        Map.of("mug", Content.of(Pictures.png(60, 40, 75), "image/png")),
                        SubmitOptions.DEFAULT);
        JobEvents events = new JobEvents(JobId.parse(missed.id()));
        List<Event> life = new ArrayList<>(events.life(stored(missed.id(), Pictures.png(20, 20, 76))));
        life.removeIf(e -> e instanceof JobSucceeded);
        life.add(events.belowGate(stored(missed.id(), Pictures.png(20, 20, 76))));
        Bus.send(life);
        assertThat(client.jobs().await(missed.id(), PATIENCE).outcome()).isEqualTo(Outcome.BELOW_GATE);
        Job goesOn = client.jobs().continueJob(missed.id(), ContinueRequest.rounds(1));
        assertThat(goesOn.continuations()).isEqualTo(1);
        assertThat(goesOn.status()).isEqualTo(JobStatus.RUNNING);

        RefineryException refused = refusal(() -> client.jobs()
                .submit(JobRequest.builder()
                        .reference(ReferenceRequest.of(Role.STYLE, "mug").asset(asset))
                        .output(Output.builder().size("1x1").build())
                        .build()));
        assertThat(refused.problem().orElseThrow().errors())
                .extracting(Problem.Fault::code)
                .contains("no_subject", "invalid_size");
    }

    private void batches(String asset) throws Exception {
        String line =
                "{\"custom_id\":\"a\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\""
                        + asset + "\"}]}}\n";
        Path file =
                Files.writeString(folder.resolve("items.jsonl"), line + "{broken\n" + line.replace("\"a\"", "\"b\""));
        Batch batch = client.batches().create(Content.of(file, Batches.JSON_LINES), true, "client-it");
        assertThat(client.batches()
                        .create(Content.of(file, Batches.JSON_LINES), true, "client-it")
                        .id())
                .isEqualTo(batch.id());
        assertThat(client.batches().list()).extracting(Batch::id).contains(batch.id());
        await().atMost(PATIENCE)
                .until(() -> client.batches().get(batch.id()).requestCounts().running() == 2);
        JobId first = new BatchId(batch.id()).job(0);
        Bus.send(new JobEvents(first).life(stored(first.toString(), Pictures.png(20, 20, 77))));
        await().atMost(PATIENCE)
                .until(() -> client.batches().get(batch.id()).requestCounts().completed() == 1);
        assertThat(client.batches().cancel(batch.id()).status()).isIn(BatchStatus.CANCELLING, BatchStatus.CANCELLED);
        try (JsonLines<BatchResult> results = client.batches().output(batch.id())) {
            assertThat(results.stream().map(BatchResult::customId)).containsExactly("a");
        }
        try (JsonLines<BatchError> errors = client.batches().errors(batch.id())) {
            assertThat(errors.next().error().code()).isEqualTo("malformed_json");
        }
        Path output = folder.resolve("output.jsonl");
        client.batches().outputTo(batch.id(), output);
        assertThat(output).content().contains("\"custom_id\":\"a\"");
    }

    /** As {@link Routes} writes a route: {@code METHOD /path}, and the media type where that decides. */
    private static boolean isOf(String route, Exchange exchange) {
        String[] parts = route.split(" ");
        String path = "\\Q" + parts[1].replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q") + "\\E";
        return exchange.method().equals(parts[0])
                && exchange.uri().getPath().matches(path)
                && (parts.length < 3 || String.valueOf(exchange.contentType()).startsWith(parts[2]));
    }

    private static WebhookMessage verified(HookReceiver.Posted posted, String secret) throws Exception {
        return new WebhookVerifier(secret)
                .verify(
                        posted.body().getBytes(StandardCharsets.UTF_8),
                        posted.headers().map());
    }

    private static ImageRef stored(String job, byte[] file) {
        var s3 = Surroundings.s3;
        try (var store = MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()))) {
            String key = "default/final/" + job + "/result-0.png";
            store.put(key, file, "image/png");
            return new ImageRef(s3.bucket(), key, Sha256.hex(file), "image/png", 20, 20);
        }
    }

    private static RefineryException refusal(ThrowingCallable call) {
        return catchThrowableOfType(RefineryException.class, call);
    }
}
