package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.event.JobEvent.ResultsDelivered;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.Bus;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.app.ResultCopies;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.access.Cap;
import dev.refinery.gateway.domain.access.Load;
import dev.refinery.gateway.domain.usage.UsageSums;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobViewTopologyTest {
    private final JobEvents events = JobEvents.fresh(3);
    private final ViewFeed feed = new ViewFeed();
    private final WaitingJobs waiting = new WaitingJobs(Clock.systemUTC());
    private final Deliverer deliverer = new Deliverer((delivery, route) -> {
        throw new AssertionError("nobody asked for " + delivery);
    });

    private final InMemoryObjectStore store = new InMemoryObjectStore(Clock.systemUTC());
    private final InMemoryObjectStore shop = new InMemoryObjectStore(Clock.systemUTC());
    private final ResultCourier results = new ResultCourier(
            new ResultCopies(store, bucket -> shop), List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    private final OutstandingWork outstanding = new OutstandingWork(tenant -> new Cap(9, 0), Clock.systemUTC());

    @TempDir
    Path state;

    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                JobViewTopology.build(new JobLinks(""), feed, waiting, deliverer, results, outstanding),
                config,
                Instant.parse("2026-11-01T11:00:00Z"));
    }

    @AfterEach
    void stop() {
        driver.close();
        deliverer.close();
        results.close();
    }

    /** The copying runs on other threads; time is the driver's. */
    private List<ResultsDelivered> delivered() {
        var jobs = driver.createOutputTopic(Topic.JOBS.name(), new StringDeserializer(), new ByteArrayDeserializer());
        List<ResultsDelivered> told = new ArrayList<>();
        Awaitility.await().until(() -> {
            driver.advanceWallClockTime(Duration.ofMillis(200));
            jobs.readRecordsToList().forEach(r -> {
                try {
                    told.add((ResultsDelivered) EventRecords.decode(r.headers(), r.value()));
                } catch (UndecodableEventException e) {
                    throw new AssertionError(e);
                }
            });
            return !told.isEmpty();
        });
        return told;
    }

    private void endWithDestination() {
        pipe(events.submittedTo(new Destination("shop", "in/")));
        byte[] pixels = {1, 2, 3};
        store.put("default/r.png", pixels, "image/png");
        events.life(new ImageRef("refinery", "default/r.png", Sha256.hex(pixels), "image/png", 4, 4))
                .forEach(this::pipe);
    }

    @Test
    void copiesResultsThenTellsTheEnd() {
        endWithDestination();
        assertThat(views().readValuesToList().getLast().status()).isEqualTo(JobStatus.RUNNING);
        ResultsDelivered told = delivered().getFirst();
        assertThat(told.results().getFirst().failure()).isNull();
        assertThat(shop.get("in/" + events.job + "/result-0.png", null)).containsExactly(1, 2, 3);
        assertThat(views().readValuesToList().getLast().status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(driver.<String, CopyOrder>getKeyValueStore(JobViewTopology.COPIES)
                        .get(events.job.toString()))
                .isNull();
    }

    @Test
    void givesUpCopyingInTimeAndEndsTheJobAllTheSame() {
        shop.setDown(true);
        endWithDestination();
        assertThat(delivered().getFirst().results().getFirst().failure()).startsWith("given up: ");
        assertThat(views().readValuesToList().getLast().status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    private void pipe(Event event) {
        EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "1");
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        driver.createInputTopic(Bus.topicOf(event).name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(encoded.key(), encoded.value(), headers, JobEvents.START.plusSeconds(4)));
    }

    private TestOutputTopic<String, JobView> views() {
        return driver.createOutputTopic(
                Topic.JOB_VIEWS.name(),
                new StringDeserializer(),
                JsonSerde.of(JobView.class).deserializer());
    }

    @Test
    void foldsAndPublishesUnderTenantAndJob() {
        AtomicInteger told = new AtomicInteger();
        String key = ViewKeys.of(TenantId.DEFAULT, events.job);
        try (var watch = feed.watch(key, told::incrementAndGet)) {
            pipe(events.submitted());
            events.life(events.image("r")).forEach(this::pipe);
        }
        var out = views().readKeyValuesToList();
        assertThat(out).hasSize(9).allMatch(view -> view.key.equals(key));
        assertThat(out.getLast().value.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(told).hasValue(9);
        assertThat(driver.<String, byte[]>getKeyValueStore(JobViewTopology.VIEWS)
                        .get(key))
                .isNotNull();
    }

    @Test
    void tellsWhoWaitsWithoutReadingTheViews() {
        JobEvents other = JobEvents.fresh(4);
        pipe(events.submitted());
        pipe(other.submitted());
        waiting.loaded();
        JobView queued = views().readValuesToList().getLast();
        assertThat(waiting.placeOf(queued).orElseThrow().position()).isEqualTo(2);
        pipe(events.scored(0, 0, 0.5));
        assertThat(waiting.placeOf(queued).orElseThrow().position()).isEqualTo(1);
    }

    @Test
    void aTombstoneReplacesTheViewAndTakesNoMore() {
        pipe(events.submitted());
        pipe(new JobDeleted(events.job, TenantId.DEFAULT, JobEvents.START));
        pipe(events.submitted());
        events.life(events.image("r")).forEach(this::pipe);
        var out = views().readKeyValuesToList();
        assertThat(out).hasSize(2).allMatch(view -> view.key.equals(ViewKeys.of(TenantId.DEFAULT, events.job)));
        assertThat(out.getLast().value.deleted()).isNotNull();
        driver.advanceWallClockTime(Duration.ofDays(9));
        assertThat(views().readKeyValuesToList())
                .as("and goes in its time")
                .singleElement()
                .satisfies(gone -> assertThat(gone.value).isNull());
    }

    @Test
    void holdsBackWhatItCannotFileAndIgnoresRepetitions() {
        pipe(events.scored(0, 0, 0.5));
        assertThat(views().isEmpty()).isTrue();
        pipe(events.submitted());
        pipe(events.scored(0, 0, 0.5));
        var out = views().readValuesToList();
        assertThat(out).hasSize(1);
        assertThat(out.getFirst().candidates()).hasSize(1);
    }

    @Test
    void putsAsideWhatNobodyCanReadOnItsOwnTopicsOnly() {
        for (Topic topic : List.of(Topic.JOBS, Topic.CANDIDATES, Topic.SCORES, Topic.OUTCOMES)) {
            driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                    .pipeInput("k", new byte[] {1, 2});
        }
        var letters = driver.createOutputTopic(
                        Topic.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
        assertThat(letters).hasSize(1);
        assertThat(letters.getFirst().value()).containsExactly(1, 2);
        assertThat(EventRecords.text(letters.getFirst().headers(), DeadLetter.ORIGIN_TOPIC))
                .isEqualTo(Topic.OUTCOMES.name());
        assertThat(EventRecords.text(letters.getFirst().headers(), DeadLetter.REASON))
                .contains("ce_type");
    }

    @Test
    void forgetsJobsAfterTheirRetention() {
        pipe(events.submitted());
        events.life(events.image("r")).forEach(this::pipe);
        String key = ViewKeys.of(TenantId.DEFAULT, events.job);
        driver.advanceWallClockTime(Duration.ofDays(7));
        assertThat(driver.<String, byte[]>getKeyValueStore(JobViewTopology.VIEWS)
                        .get(key))
                .isNotNull();
        driver.advanceWallClockTime(Duration.ofDays(2));
        assertThat(driver.<String, byte[]>getKeyValueStore(JobViewTopology.VIEWS)
                        .get(key))
                .isNull();
        assertThat(driver.<String, JobView>getKeyValueStore(JobViewTopology.FOLDING)
                        .get(events.job.toString()))
                .isNull();
    }

    @Test
    void countsOpenJobsUntilTheyEndAndAfterARestart() {
        pipe(events.submitted());
        JobEvents second = JobEvents.fresh(4);
        pipe(second.submitted());
        assertThat(outstanding.of(TenantId.DEFAULT)).isEqualTo(new Load(2, 8));
        List<Event> life = events.life(events.image("r"));
        life.subList(0, 5).forEach(this::pipe);
        assertThat(outstanding.of(TenantId.DEFAULT)).isEqualTo(new Load(2, 4));

        KeyValueStore<String, byte[]> views = driver.getKeyValueStore(JobViewTopology.VIEWS);
        OutstandingWork restarted = new OutstandingWork(tenant -> new Cap(9, 0), Clock.systemUTC());
        new OpenJobs(restarted).count(views);
        assertThat(restarted.of(TenantId.DEFAULT)).isEqualTo(new Load(2, 4));
        new OpenJobs(restarted).count(views);
        assertThat(restarted.of(TenantId.DEFAULT)).isEqualTo(new Load(2, 4));

        life.subList(5, life.size()).forEach(this::pipe);
        life.forEach(this::pipe);
        assertThat(outstanding.of(TenantId.DEFAULT)).isEqualTo(new Load(1, 4));
        second.life(second.image("r")).forEach(this::pipe);
        assertThat(outstanding.of(TenantId.DEFAULT)).isEqualTo(Load.NONE);
        new OpenJobs(restarted).count(views);
        assertThat(restarted.of(TenantId.DEFAULT)).isEqualTo(Load.NONE);
    }

    @Test
    void addsUpUsageWithRepetitionsCountedOnce() {
        List<Event> all = new ArrayList<>(List.of(events.submitted(), made(0), made(1)));
        all.addAll(events.life(events.image("r")));
        all.forEach(this::pipe);
        all.forEach(this::pipe);
        KeyValueStore<String, byte[]> book = driver.getKeyValueStore(UsageTopology.BOOK);
        assertThat(UsageRows.parse(book.get("default/2026-11-01/catalog@1/0")))
                .isEqualTo(new UsageSums(1, 1, 0, 0, 0, 0, 2, 500_000, 20));

        KeyValueStore<String, ?> remembered = driver.getKeyValueStore(UsageTopology.JOBS);
        assertThat(remembered.get(events.job.toString())).isNotNull();
        driver.advanceWallClockTime(Duration.ofDays(9));
        assertThat(remembered.get(events.job.toString())).isNull();
        assertThat(book.get("default/2026-11-01/catalog@1/0")).isNotNull();
    }

    private CandidateGenerated made(int index) {
        return new CandidateGenerated(
                new CandidateId(events.job, 0, index),
                TenantId.DEFAULT,
                Purpose.PREVIEW,
                events.image("c"),
                "0".repeat(64),
                List.of(),
                "catalog@1",
                List.of(),
                new Cost(0.25, 1, 10));
    }
}
