package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobExpired;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.adapter.http.MeteredReport;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.FixedCapacity;
import dev.refinery.scorer.domain.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the controller does when more is planned than its window lets out: four tasks at a time here. */
class FairTasksTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    private static final int WINDOW = 4;

    @TempDir
    Path stateDir;

    @TempDir
    Path otherStateDir;

    private Instant now = T0;
    private Dispatcher dispatcher;
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        driver = driver(stateDir, new Window.Fixed(WINDOW));
    }

    private TopologyTestDriver driver(Path states, Window window) {
        dispatcher = new Dispatcher(tenant -> 1, window, new FixedCapacity(2, 1), () -> now);
        Controllers controllers = new Controllers(
                Map.of(TestJobs.MODEL, new GeneratorProfile(LatentSpace.ungrouped(8), 384)), SearchPolicy.standard());
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        config.put(StreamsConfig.STATE_DIR_CONFIG, states.toString());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        return new TopologyTestDriver(
                ControllerTopology.build(
                        controllers, dispatcher, Duration.ofSeconds(1), new MeteredReport(new SimpleMeterRegistry())),
                config,
                now);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** The scorer is gone, and comes back with what it had stored. */
    private void restart(Window window) throws IOException {
        driver.<String, JobState>getKeyValueStore(ControllerTopology.STORE).flush();
        driver.<String, PlannedTask>getKeyValueStore(ControllerTopology.TASK_STORE)
                .flush();
        Path copy = otherStateDir.resolve("copy");
        try (Stream<Path> files = Files.walk(stateDir)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(stateDir.relativize(file).toString()));
            }
        }
        driver.close();
        driver = driver(copy, window);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    private void send(Topic topic, Event event) {
        var record = EventRecords.record(topic, event.job().toString(), EventCodec.encode(event, "/test", "id"));
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), now));
    }

    private <E extends Event> List<E> read(Topic topic, Class<E> type) {
        List<E> events = new ArrayList<>();
        for (TestRecord<String, byte[]> record : driver.createOutputTopic(
                        topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()) {
            try {
                events.add(type.cast(EventRecords.decode(record.headers(), record.value())));
            } catch (UndecodableEventException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }

    private List<GenerationTask> tasks() {
        return read(Topic.TASKS_INTERACTIVE, GenerationTask.class);
    }

    private JobSpec submit(String tenant, int rounds, int candidates) {
        JobSpec job = TestJobs.job(now, rounds, candidates, new TenantId(tenant));
        send(Topic.JOBS, new JobSubmitted(job));
        return job;
    }

    private void make(GenerationTask task) {
        send(
                Topic.CANDIDATES,
                TestJobs.candidate(task.candidate(), TestJobs.image("c"), task.references(), task.policy()));
    }

    private void score(CandidateId id) {
        send(
                Topic.SCORES,
                new CandidateScored(
                        id, TestJobs.image(id.toString()), "a".repeat(64), List.of(), TestJobs.card(0.5), null));
    }

    private List<PlannedTask> stored() {
        List<PlannedTask> all = new ArrayList<>();
        try (var entries = driver.<String, PlannedTask>getKeyValueStore(ControllerTopology.TASK_STORE)
                .all()) {
            entries.forEachRemaining(e -> all.add(e.value));
        }
        return all;
    }

    @Test
    void roundThatFitsTheWindowIsReleasedAtOnceWithItsTime() {
        submit("shop", 1, WINDOW);
        assertThat(tasks())
                .hasSize(WINDOW)
                .allSatisfy(t -> assertThat(t.notAfter()).isEqualTo(T0.plusSeconds(120)));
        assertThat(stored()).hasSize(WINDOW).allMatch(PlannedTask.Out.class::isInstance);
    }

    @Test
    void candidatesOfTheWorkersMakeRoomBeforeTheyAreJudged() {
        submit("bulk", 1, 6);
        List<GenerationTask> first = tasks();
        assertThat(first).hasSize(WINDOW);
        make(first.getFirst());
        assertThat(tasks()).hasSize(1);
        score(first.getFirst().candidate());
        assertThat(tasks()).as("its place is taken already").isEmpty();
        send(
                Topic.CANDIDATES,
                new CandidateFailed(
                        first.get(1).candidate(), first.get(1).tenant(), "render_failed", "x", null, false));
        assertThat(tasks()).hasSize(1);
        assertThat(dispatcher.out(Lane.INTERACTIVE)).isEqualTo(WINDOW);
        assertThat(dispatcher.waiting(Lane.INTERACTIVE)).isZero();
    }

    @Test
    void bulkTenantDoesNotStandBeforeAnother() {
        for (int i = 0; i < 20; i++) {
            submit("bulk", 1, 8);
        }
        List<GenerationTask> out = tasks();
        submit("shop", 1, 2);
        make(out.get(0));
        make(out.get(1));
        make(out.get(2));
        assertThat(tasks().stream().map(t -> t.tenant().value())).containsExactly("shop", "bulk", "shop");
    }

    @Test
    void timeOfARoundBeginsWhenItsLastTaskIsReleased() {
        JobSpec job = submit("bulk", 2, 6);
        List<GenerationTask> first = tasks();
        pass(Duration.ofSeconds(100));
        make(first.get(0));
        make(first.get(1));
        List<GenerationTask> late = tasks();
        assertThat(late).hasSize(2).allSatisfy(t -> assertThat(t.notAfter()).isEqualTo(T0.plusSeconds(220)));
        score(first.get(0).candidate());
        pass(Duration.ofSeconds(60));
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class))
                .as("the first tasks are overdue, the round is not")
                .isEmpty();
        pass(Duration.ofSeconds(60));
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class))
                .singleElement()
                .satisfies(r -> assertThat(r.job()).isEqualTo(job.id()));
    }

    @Test
    void tasksOfWhichNothingIsHeardGiveTheirPlacesBack() {
        submit("bulk", 1, 4);
        assertThat(tasks()).hasSize(4);
        submit("shop", 1, 4);
        pass(Duration.ofSeconds(119));
        assertThat(tasks()).isEmpty();
        pass(Duration.ofSeconds(1));
        List<GenerationTask> released = tasks();
        assertThat(released.stream().filter(t -> t.tenant().value().equals("shop")))
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.notAfter()).isEqualTo(T0.plusSeconds(240)));
    }

    @Test
    void canceledJobLeavesTheQueueAndItsPlaces() {
        JobSpec bulk = submit("bulk", 1, 8);
        tasks();
        submit("shop", 1, 3);
        assertThat(tasks()).isEmpty();
        send(Topic.JOBS, new JobCancelRequested(bulk.id(), now));
        assertThat(tasks()).hasSize(3).allMatch(t -> t.tenant().value().equals("shop"));
        assertThat(stored()).hasSize(3);
        pass(Duration.ofSeconds(10));
        assertThat(tasks()).isEmpty();
    }

    @Test
    void nothingIsLeftOfJobsOfWhichNothingWasMade() {
        submit("bulk", 1, 4);
        submit("bulk", 1, 4);
        for (int i = 0; i < 16; i++) {
            pass(Duration.ofSeconds(58));
        }
        assertThat(read(Topic.OUTCOMES, Event.class)).hasSize(2);
        assertThat(dispatcher.waiting(Lane.INTERACTIVE)).isZero();
        assertThat(dispatcher.out(Lane.INTERACTIVE)).isZero();
        assertThat(stored()).isEmpty();
    }

    @Test
    void jobWhoseTasksAllWaitExpiresAtItsOwnDeadline() {
        for (int i = 0; i < 12; i++) {
            submit("bulk", 1, 4);
        }
        JobSpec last = submit("bulk", 1, 4);
        for (int i = 0; i < 15; i++) {
            pass(Duration.ofMinutes(1));
        }
        assertThat(read(Topic.OUTCOMES, Event.class))
                .anySatisfy(o -> assertThat(o)
                        .isInstanceOfSatisfying(
                                JobExpired.class, e -> assertThat(e.job()).isEqualTo(last.id())));
    }

    @Test
    void whatWaitsAndWhatIsOutSurvivesARestart() throws IOException {
        submit("bulk", 1, 8);
        List<GenerationTask> out = tasks();
        restart(new Window.Fixed(WINDOW));
        pass(Duration.ofSeconds(1));
        assertThat(tasks()).as("the window is still full").isEmpty();
        make(out.getFirst());
        List<GenerationTask> next = tasks();
        assertThat(next)
                .singleElement()
                .satisfies(t -> assertThat(t.candidate().index()).isEqualTo(WINDOW));
    }

    @Test
    void roomThatOpensWithoutARecordIsUsed() throws IOException {
        submit("bulk", 1, 8);
        tasks();
        restart(new Window.Unbounded());
        pass(Duration.ofMillis(20));
        assertThat(tasks()).hasSize(8 - WINDOW);
        assertThat(dispatcher.waiting(Lane.INTERACTIVE)).isZero();
    }

    @Test
    void statesOfAVersionWithoutTheStoreGoOn() throws IOException {
        JobSpec job = submit("bulk", 1, 2);
        List<GenerationTask> out = tasks();
        var planned = driver.<String, PlannedTask>getKeyValueStore(ControllerTopology.TASK_STORE);
        out.forEach(t -> planned.delete(t.candidate().toString()));
        restart(new Window.Fixed(WINDOW));
        out.forEach(t -> {
            make(t);
            score(t.candidate());
        });
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class)).hasSize(1);
        assertThat(tasks())
                .singleElement()
                .satisfies(t -> assertThat(t.candidate()).isEqualTo(CandidateId.finalRender(job.id(), 0)));
    }
}
