package dev.refinery.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Stored;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
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
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole app against a real broker and a real S3 server; the test plays gateway and worker. */
@Backends
@QuarkusTest
@QuarkusTestResource(LocalBackends.class)
class RewardScorerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    private final List<Event> seen = new ArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new ArrayList<>();
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;
    private ObjectStore store;

    @BeforeEach
    void connect() {
        String servers = LocalBackends.kafka.bootstrapServers();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        "test-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(
                Topic.SCORES.name(),
                Topic.FEEDBACK.name(),
                Topic.OUTCOMES.name(),
                Topic.TASKS_INTERACTIVE.name(),
                Topic.USAGE.name(),
                Topic.DEAD_LETTERS.name()));
        store = MinioObjectStore.connect(new S3Config(
                LocalBackends.s3.endpoint(),
                LocalBackends.s3.region(),
                LocalBackends.s3.bucket(),
                LocalBackends.s3.accessKey(),
                LocalBackends.s3.secretKey()));
    }

    @AfterEach
    void disconnect() {
        producer.close();
        consumer.close();
        store.close();
    }

    private void send(Topic topic, Event event) throws ExecutionException, InterruptedException {
        EventCodec.Encoded encoded =
                EventCodec.encode(event, "/test", UUID.randomUUID().toString());
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), encoded.key(), encoded.value());
        encoded.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(UTF_8)));
        producer.send(record).get();
    }

    private <E extends Event> List<E> awaitEvents(Class<E> type, JobSpec job, int n) {
        await().atMost(PATIENCE).until(() -> {
            poll();
            return seen(type, job).size() >= n;
        });
        return seen(type, job);
    }

    private <E extends Event> List<E> seen(Class<E> type, JobSpec job) {
        return seen.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(e -> e.job().equals(job.id()))
                .toList();
    }

    private void poll() throws Exception {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            if (record.topic().equals(Topic.DEAD_LETTERS.name())) {
                deadLetters.add(record);
            } else {
                seen.add(EventCodec.decode(
                        new String(record.headers().lastHeader("ce_type").value(), UTF_8), record.value()));
            }
        }
    }

    private ImageRef picture(String key, int red) {
        byte[] png = ImageEncoder.png(Raster.filled(96, 64, red, 120, 60, 255));
        Stored stored = store.put(key, png, "image/png");
        return new ImageRef(store.bucket(), key, stored.sha256(), "image/png", 96, 64);
    }

    private JobSpec job(int rounds, int candidates) {
        Reference mug = new Reference("mug", Role.SUBJECT, picture("ref/mug.png", 10), null, 1, null, null);
        Reference scene = new Reference("scene", Role.BACKGROUND, picture("ref/scene.png", 200), null, 1, null, null);
        return TestJobs.job(Instant.now(), rounds, candidates, TestJobs.MODEL, List.of(mug, scene));
    }

    private void generate(JobSpec job, GenerationTask task) throws Exception {
        ImageRef image =
                picture("cand/" + task.candidate(), 150 + task.candidate().index());
        send(Topic.CANDIDATES, TestJobs.candidate(task.candidate(), image, job.references(), task.policy()));
    }

    private int get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void jobIsRefinedToItsResult() throws Exception {
        JobSpec job = job(2, 2);
        send(Topic.JOBS, new JobSubmitted(job));
        List<GenerationTask> first = awaitEvents(GenerationTask.class, job, 2);
        for (GenerationTask task : first) {
            generate(job, task);
        }
        assertThat(awaitEvents(CandidateScored.class, job, 2))
                .extracting(s -> s.scorecard().references().size())
                .containsOnly(2);
        assertThat(awaitEvents(RoundEvaluated.class, job, 1)).hasSize(1);
        assertThat(awaitEvents(CandidateMetered.class, job, 2))
                .allSatisfy(u -> assertThat(u.stage()).isEqualTo("score"));
        int done = 2;
        while (seen(JobSucceeded.class, job).isEmpty()) {
            int wanted = done + 1;
            await().atMost(PATIENCE).until(() -> {
                poll();
                return seen(GenerationTask.class, job).size() >= wanted
                        || !seen(JobSucceeded.class, job).isEmpty();
            });
            List<GenerationTask> tasks = seen(GenerationTask.class, job);
            for (GenerationTask task : tasks.subList(done, tasks.size())) {
                generate(job, task);
            }
            done = tasks.size();
        }
        assertThat(seen(JobSucceeded.class, job)).singleElement().satisfies(o -> {
            assertThat(o.results()).hasSize(1);
            assertThat(o.results().get(0).candidate().isFinal()).isTrue();
        });
        String numbers = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(numbers)
                .contains("refinery_candidates_judged_total{outcome=\"scored\"")
                .contains("refinery_round_overhead_seconds_count");
    }

    @Test
    void aJobWhosePolicyDocumentIsNotHereFailsAndSaysWhy() throws Exception {
        JobSpec plain = job(1, 1);
        String digest = "0".repeat(64);
        JobSpec job = new JobSpec(
                plain.id(),
                plain.tenant(),
                plain.submittedAt(),
                plain.model(),
                plain.prompt(),
                plain.references(),
                plain.output(),
                plain.refinement().pinned(digest),
                plain.seed(),
                plain.lane(),
                plain.deadline(),
                plain.retainUntil(),
                null,
                null,
                Map.of());
        send(Topic.JOBS, new JobSubmitted(job));
        GenerationTask task = awaitEvents(GenerationTask.class, job, 1).getFirst();
        assertThat(task.policyDigest()).isEqualTo(digest);
        CandidateGenerated made = TestJobs.candidate(
                task.candidate(), picture("cand/" + task.candidate(), 150), job.references(), task.policy());
        send(
                Topic.CANDIDATES,
                new CandidateGenerated(
                        made.candidate(),
                        made.tenant(),
                        made.purpose(),
                        made.image(),
                        made.bundleDigest(),
                        made.references(),
                        made.policy(),
                        made.placements(),
                        made.cost(),
                        null,
                        task.policyDigest()));
        assertThat(awaitEvents(JobFailed.class, job, 1).getFirst()).satisfies(failed -> {
            assertThat(failed.code()).isEqualTo("policy_unavailable");
            assertThat(failed.message()).contains("catalog@1", digest);
        });
        assertThat(seen(CandidateScored.class, job)).isEmpty();
    }

    @Test
    void poisonIsPutAsideOnceAndWhatFollowsIsDealtWith() throws Exception {
        JobSpec job = job(1, 2);
        send(Topic.JOBS, new JobSubmitted(job));
        awaitEvents(GenerationTask.class, job, 2);
        producer.send(new ProducerRecord<>(Topic.CANDIDATES.name(), job.id().toString(), "poison".getBytes(UTF_8)))
                .get();
        send(
                Topic.CANDIDATES,
                TestJobs.candidate(
                        new CandidateId(job.id(), 0, 0), picture("cand/x", 9), job.references(), "catalog@1"));
        awaitEvents(CandidateScored.class, job, 1);
        // On the poison's partition and behind it: when the controller has answered this, it has passed the poison too.
        send(
                Topic.CANDIDATES,
                new CandidateFailed(new CandidateId(job.id(), 0, 1), job.tenant(), "broken", "for good", null, true));
        awaitEvents(JobFailed.class, job, 1);
        await().atMost(PATIENCE).until(() -> {
            poll();
            return !deadLetters.isEmpty();
        });
        poll();
        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters).allSatisfy(r -> {
            assertThat(r.value()).isEqualTo("poison".getBytes(UTF_8));
            assertThat(new String(
                            r.headers().lastHeader("refinery-origin-topic").value(), UTF_8))
                    .isEqualTo(Topic.CANDIDATES.name());
            assertThat(new String(r.headers().lastHeader("refinery-reader").value(), UTF_8))
                    .isEqualTo("scoring");
        });
    }

    @Test
    void missingPictureIsReportedAsUnscorable() throws Exception {
        JobSpec job = job(1, 1);
        send(
                Topic.CANDIDATES,
                TestJobs.candidate(
                        new CandidateId(job.id(), 0, 0), TestJobs.image("cand/gone"), job.references(), "catalog@1"));
        assertThat(awaitEvents(CandidateUnscorable.class, job, 1).get(0).code()).isEqualTo("picture_missing");
    }

    @Test
    void candidatesWaitForTheStoreToComeBack() throws Exception {
        JobSpec job = job(1, 1);
        ImageRef image = picture("cand/patient", 77);
        await().atMost(PATIENCE).until(() -> get(ready) == 200);
        LocalBackends.s3.stop();
        try {
            send(
                    Topic.CANDIDATES,
                    TestJobs.candidate(new CandidateId(job.id(), 0, 0), image, job.references(), "catalog@1"));
            await().atMost(PATIENCE).until(() -> get(ready) == 503);
            poll();
            assertThat(seen(CandidateScored.class, job)).isEmpty();
        } finally {
            LocalBackends.s3.restart();
        }
        assertThat(awaitEvents(CandidateScored.class, job, 1)).hasSize(1);
        await().atMost(PATIENCE).until(() -> get(ready) == 200);
    }
}
