package dev.refinery.scorer.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.app.CandidateScoring;
import dev.refinery.scorer.app.Judge;
import dev.refinery.scorer.app.PictureLoader;
import dev.refinery.scorer.app.ReferencePixels;
import dev.refinery.scorer.app.ScoringReport;
import dev.refinery.storage.Stored;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CandidateDeskTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final List<String> outcomes = new ArrayList<>();
    private final CandidateId id = new CandidateId(TestJobs.job(T0, 1, 1).id(), 0, 0);
    private Judge judge = (candidate, pixels, references) -> new Judge.Judged(TestJobs.card(0.8), Map.of());
    private Thread running;

    private final ScoringReport report = new ScoringReport() {
        @Override
        public void judged(String outcome, Duration took) {
            outcomes.add(outcome);
        }

        @Override
        public void roundDecided(Duration overhead) {}

        @Override
        public void deadLettered() {
            outcomes.add("dead");
        }
    };

    private final PictureLoader loader = new PictureLoader(store, ImageLimits.DEFAULT);
    private final CandidateDesk desk = new CandidateDesk(
            new CandidateScoring(
                    loader,
                    new ReferencePixels(loader, 2),
                    (c, pixels, references) -> judge.judge(c, pixels, references)),
            producer,
            report,
            Clock.fixed(T0, ZoneOffset.UTC),
            Duration.ofMillis(5),
            Duration.ofMillis(20));

    @AfterEach
    void stop() throws InterruptedException {
        if (running != null) {
            running.interrupt();
            running.join(5_000);
        }
    }

    private ConsumerRecord<String, byte[]> candidate() {
        Stored stored = store.put("c", ImageEncoder.png(Raster.filled(8, 8, 1, 2, 3, 255)), "image/png");
        ImageRef image = new ImageRef(store.bucket(), "c", stored.sha256(), "image/png", 8, 8);
        return record(TestJobs.candidate(id, image, List.of(), "catalog@1"));
    }

    private static ConsumerRecord<String, byte[]> record(Event event) {
        EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "x");
        return record(encoded.value(), EventRecords.headers(encoded));
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                Topic.CANDIDATES.name(),
                3,
                17,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value,
                headers,
                Optional.empty());
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        running = Thread.ofPlatform().start(() -> {
            try {
                desk.handle(record);
            } catch (InterruptedException e) {
                outcomes.add("interrupted");
            }
        });
    }

    private List<ProducerRecord<String, byte[]>> awaitSent(int n) {
        await().until(() -> producer.history().size() >= n);
        return producer.history();
    }

    private boolean finished() {
        return !running.isAlive();
    }

    private static Event event(ProducerRecord<String, byte[]> record) throws Exception {
        return EventRecords.decode(record.headers(), record.value());
    }

    @Test
    void isDoneOnlyWhenScoreAndUsageAreAcknowledged() throws Exception {
        handle(candidate());
        List<ProducerRecord<String, byte[]>> sent = awaitSent(2);
        assertThat(event(sent.get(0))).isInstanceOf(CandidateScored.class);
        assertThat(sent.get(1).topic()).isEqualTo(Topic.USAGE.name());
        assertThat(sent.get(1).key()).isEqualTo(TenantId.DEFAULT.value());
        assertThat(producer.completeNext()).isTrue();
        assertThat(finished()).isFalse();
        assertThat(producer.completeNext()).isTrue();
        await().until(this::finished);
        assertThat(outcomes).containsExactly("scored");
    }

    @Test
    void publishesAgainWhatKafkaDidNotTake() {
        handle(candidate());
        awaitSent(2);
        producer.errorNext(new TimeoutException("no broker"));
        await().until(() -> !desk.healthy());
        awaitSent(4);
        while (producer.completeNext()) {
            assertThat(producer.history()).isNotEmpty();
        }
        await().until(this::finished);
        assertThat(desk.healthy()).isTrue();
    }

    @Test
    void waitsWhileTheStoreIsDown() throws Exception {
        ConsumerRecord<String, byte[]> record = candidate();
        store.setDown(true);
        handle(record);
        await().until(() -> !desk.healthy());
        assertThat(producer.history()).isEmpty();
        store.setDown(false);
        assertThat(event(awaitSent(2).get(0))).isInstanceOf(CandidateScored.class);
        assertThat(desk.healthy()).isTrue();
    }

    @Test
    void interruptedWorkPublishesNothing() {
        ConsumerRecord<String, byte[]> record = candidate();
        store.setDown(true);
        handle(record);
        await().until(() -> !desk.healthy());
        running.interrupt();
        await().until(this::finished);
        assertThat(outcomes).containsExactly("interrupted");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void judgeThatChokesIsReportedAndTheRecordPutAside() throws Exception {
        judge = (candidate, pixels, references) -> {
            throw new IllegalStateException("a bug");
        };
        handle(candidate());
        ProducerRecord<String, byte[]> dead = awaitSent(1).get(0);
        assertThat(dead.topic()).isEqualTo(Topic.DEAD_LETTERS.name());
        assertThat(new String(
                        dead.headers().lastHeader(DeadLetter.ORIGIN_OFFSET).value(), UTF_8))
                .isEqualTo("17");
        producer.completeNext();
        assertThat(event(awaitSent(3).get(1)))
                .isInstanceOfSatisfying(
                        CandidateUnscorable.class, u -> assertThat(u.code()).isEqualTo("scoring_failed"));
    }

    @Test
    void poisonIsPutAside() {
        handle(record("poison".getBytes(UTF_8), new RecordHeaders()));
        assertThat(awaitSent(1).get(0).topic()).isEqualTo(Topic.DEAD_LETTERS.name());
        producer.completeNext();
        await().until(this::finished);
        assertThat(outcomes).containsExactly("dead");
    }

    @Test
    void failuresAreTheControllersBusiness() {
        handle(record(new CandidateFailed(id, TenantId.DEFAULT, "render_failed", "x", null, false)));
        await().until(this::finished);
        assertThat(producer.history()).isEmpty();
    }
}
