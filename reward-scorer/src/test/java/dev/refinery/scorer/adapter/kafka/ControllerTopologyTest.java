package dev.refinery.scorer.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.OutcomeEvent.JobExpired;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.FixedCapacity;
import dev.refinery.scorer.app.ScoringReport;
import dev.refinery.scorer.domain.Window;
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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerTopologyTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    Path stateDir;

    @TempDir
    Path otherStateDir;

    private final List<Duration> rounds = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        driver = driver(stateDir, Map.of(TestJobs.MODEL, new GeneratorProfile(LatentSpace.ungrouped(8), 384)));
    }

    private TopologyTestDriver driver(Path states, Map<String, GeneratorProfile> generators) {
        Controllers controllers = new Controllers(generators, SearchPolicy.standard());
        ScoringReport report = new ScoringReport() {
            @Override
            public void judged(String outcome, Duration took) {}

            @Override
            public void roundDecided(Duration overhead) {
                rounds.add(overhead);
            }

            @Override
            public void decided(Decision decision) {
                decisions.add(decision);
            }

            @Override
            public void deadLettered() {}
        };
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        config.put(StreamsConfig.STATE_DIR_CONFIG, states.toString());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        return new TopologyTestDriver(
                ControllerTopology.build(controllers, anyNumber(), Duration.ofSeconds(1), report), config, T0);
    }

    private static Dispatcher anyNumber() {
        return new Dispatcher(tenant -> 1, new Window.Unbounded(), new FixedCapacity(0, 6), () -> T0);
    }

    /** The scorer stops and comes back with the states that it had, but without any bundle. */
    private void restartWithoutBundles() throws IOException {
        driver.<String, JobState>getKeyValueStore(ControllerTopology.STORE).flush();
        Path copy = otherStateDir.resolve("copy");
        try (Stream<Path> files = Files.walk(stateDir)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(stateDir.relativize(file).toString()));
            }
        }
        driver.close();
        driver = driver(copy, Map.of());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(Topic topic, Event event) {
        var record = EventRecords.record(topic, event.job().toString(), EventCodec.encode(event, "/test", "id"));
        input(topic).pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), T0));
    }

    private TestInputTopic<String, byte[]> input(Topic topic) {
        return driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer());
    }

    private <E extends Event> List<E> read(Topic topic, Class<E> type) {
        List<E> events = new ArrayList<>();
        for (TestRecord<String, byte[]> record : records(topic)) {
            try {
                E event = type.cast(EventRecords.decode(record.headers(), record.value()));
                assertThat(record.key()).isEqualTo(event.job().toString());
                events.add(event);
            } catch (dev.refinery.contracts.codec.UndecodableEventException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }

    private List<TestRecord<String, byte[]>> records(Topic topic) {
        TestOutputTopic<String, byte[]> output =
                driver.createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer());
        return output.readRecordsToList();
    }

    private void score(CandidateId id, double score) {
        send(
                Topic.SCORES,
                new CandidateScored(
                        id, TestJobs.image(id.toString()), "a".repeat(64), List.of(), TestJobs.card(score), null));
    }

    private JobSpec submit(int rounds, int candidates) {
        JobSpec job = TestJobs.job(T0, rounds, candidates);
        send(Topic.JOBS, new JobSubmitted(job));
        return job;
    }

    @Test
    void jobGoesFromSubmissionToItsResult() {
        JobSpec job = submit(2, 2);
        assertThat(read(Topic.TASKS_INTERACTIVE, GenerationTask.class)).hasSize(2);
        score(new CandidateId(job.id(), 0, 1), 0.5);
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class)).isEmpty();
        score(new CandidateId(job.id(), 0, 0), 0.4);
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class))
                .singleElement()
                .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.REFINE));
        assertThat(rounds).hasSize(1);
        assertThat(decisions.stream().filter(d -> d.evaluated() != null)).hasSize(1);
        assertThat(read(Topic.TASKS_INTERACTIVE, GenerationTask.class)).hasSize(2);
        score(new CandidateId(job.id(), 1, 0), 0.9);
        score(new CandidateId(job.id(), 1, 1), 0.3);
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class))
                .singleElement()
                .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.ACCEPT));
        GenerationTask last =
                read(Topic.TASKS_INTERACTIVE, GenerationTask.class).get(0);
        assertThat(last.candidate()).isEqualTo(CandidateId.finalRender(job.id(), 0));
        score(last.candidate(), 0.9);
        assertThat(read(Topic.OUTCOMES, JobSucceeded.class)).hasSize(1);
        assertThat(driver.<String, JobState>getKeyValueStore(ControllerTopology.STORE)
                        .get(job.id().toString()))
                .isInstanceOf(JobState.Ended.class);
    }

    @Test
    void repeatedRecordsPublishNothingTwice() {
        JobSpec job = submit(2, 2);
        send(Topic.JOBS, new JobSubmitted(job));
        for (int i = 0; i < 3; i++) {
            score(new CandidateId(job.id(), 0, 0), 0.5);
            score(new CandidateId(job.id(), 0, 1), 0.5);
        }
        assertThat(read(Topic.TASKS_INTERACTIVE, GenerationTask.class)).hasSize(4);
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class)).hasSize(1);
    }

    @Test
    void failedCandidatesReachTheControllerDirectly() {
        JobSpec job = submit(2, 2);
        send(
                Topic.CANDIDATES,
                new CandidateFailed(
                        new CandidateId(job.id(), 0, 0),
                        job.tenant(),
                        "low_confidence_cutout",
                        "give a mask",
                        "mug",
                        true));
        assertThat(read(Topic.OUTCOMES, JobFailed.class)).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("low_confidence_cutout");
            assertThat(f.reference()).isEqualTo("mug");
        });
    }

    @Test
    void whatIsNoEventGoesToTheDeadLettersAndTheStreamGoesOn() {
        // The judges own the candidates' dead letters.
        input(Topic.CANDIDATES).pipeInput(new TestRecord<>("k", "garbage".getBytes(UTF_8), new RecordHeaders(), T0));
        input(Topic.SCORES).pipeInput(new TestRecord<>("k", "garbage".getBytes(UTF_8), new RecordHeaders(), T0));
        input(Topic.JOBS)
                .pipeInput(new TestRecord<>(
                        "k",
                        "{".getBytes(UTF_8),
                        new RecordHeaders().add("ce_type", "dev.refinery.job-submitted.v1".getBytes(UTF_8)),
                        T0));
        List<TestRecord<String, byte[]>> dead = records(Topic.DEAD_LETTERS);
        assertThat(dead).hasSize(2);
        assertThat(dead.get(0).headers().lastHeader(DeadLetter.ORIGIN_TOPIC).value())
                .isEqualTo(Topic.SCORES.name().getBytes(UTF_8));
        assertThat(dead.get(0).headers().lastHeader(DeadLetter.REASON).value()).isNotEmpty();
        assertThat(dead.get(0).value()).isEqualTo("garbage".getBytes(UTF_8));
        submit(1, 1);
        assertThat(read(Topic.TASKS_INTERACTIVE, GenerationTask.class)).hasSize(1);
    }

    @Test
    void cancelEndsTheJob() {
        JobSpec job = submit(2, 2);
        send(Topic.JOBS, new JobCancelRequested(job.id(), T0));
        assertThat(read(Topic.OUTCOMES, JobCanceled.class)).hasSize(1);
    }

    @Test
    void clockEndsRoundsJobsAndMemories() {
        JobSpec job = submit(2, 2);
        score(new CandidateId(job.id(), 0, 0), 0.5);
        driver.advanceWallClockTime(Duration.ofSeconds(119));
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class)).isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(read(Topic.FEEDBACK, RoundEvaluated.class)).hasSize(1);
        driver.advanceWallClockTime(Duration.ofMinutes(14));
        assertThat(read(Topic.OUTCOMES, JobExpired.class)).hasSize(1);
        driver.advanceWallClockTime(Duration.ofDays(8));
        assertThat(driver.<String, JobState>getKeyValueStore(ControllerTopology.STORE)
                        .get(job.id().toString()))
                .isNull();
    }

    @Test
    void jobForAnUnknownBundleFails() {
        JobSpec job = TestJobs.job(T0, 1, 1, "other@3", TestJobs.job(T0, 1, 1).references());
        send(Topic.JOBS, new JobSubmitted(job));
        send(Topic.JOBS, new JobSubmitted(job));
        assertThat(read(Topic.OUTCOMES, JobFailed.class)).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("unknown_model");
            assertThat(f.message()).contains("other@3");
        });
    }

    @Test
    void jobWhoseBundleIsGoneRunsIntoItsDeadlineAndIsForgotten() throws IOException {
        JobSpec job = submit(2, 2);
        restartWithoutBundles();
        assertThat(state(job)).isInstanceOf(JobState.Active.class);
        score(new CandidateId(job.id(), 0, 0), 0.5);
        driver.advanceWallClockTime(Duration.ofMinutes(14));
        assertThat(records(Topic.OUTCOMES)).isEmpty();
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(read(Topic.OUTCOMES, JobExpired.class))
                .singleElement()
                .satisfies(o -> assertThat(o.job()).isEqualTo(job.id()));
        driver.advanceWallClockTime(Duration.ofDays(8));
        assertThat(state(job)).isNull();
        assertThat(records(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void jobWhoseBundleIsGoneCanBeCanceled() throws IOException {
        JobSpec job = submit(2, 2);
        restartWithoutBundles();
        send(Topic.JOBS, new JobCancelRequested(job.id(), T0));
        assertThat(read(Topic.OUTCOMES, JobCanceled.class)).hasSize(1);
        assertThat(state(job)).isInstanceOf(JobState.Ended.class);
    }

    @Test
    void jobWhoseBundleIsGoneFailsWhenNoWorkerHasItEither() throws IOException {
        JobSpec job = submit(2, 2);
        restartWithoutBundles();
        CandidateId open = new CandidateId(job.id(), 0, 0);
        CandidateId past = new CandidateId(job.id(), 7, 0);
        for (CandidateId id : List.of(past, open)) {
            assertThat(records(Topic.OUTCOMES)).isEmpty();
            send(Topic.CANDIDATES, new CandidateFailed(id, job.tenant(), "unknown_model", "not here", null, true));
        }
        assertThat(read(Topic.OUTCOMES, JobFailed.class))
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo("unknown_model"));
    }

    private JobState state(JobSpec job) {
        return driver.<String, JobState>getKeyValueStore(ControllerTopology.STORE)
                .get(job.id().toString());
    }
}
