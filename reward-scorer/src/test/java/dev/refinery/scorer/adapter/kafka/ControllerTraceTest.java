package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.adapter.http.MeteredReport;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.FixedCapacity;
import dev.refinery.scorer.domain.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which span each record of the controller goes back to, with two tasks out at a time. */
class ControllerTraceTest {
    @RegisterExtension
    static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    private static final int WINDOW = 2;

    @TempDir
    Path stateDir;

    private Instant now = T0;
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        driver = new TopologyTestDriver(
                ControllerTopology.build(
                        new Controllers(
                                Map.of(TestJobs.MODEL, new GeneratorProfile(LatentSpace.ungrouped(8), 384)),
                                SearchPolicy.standard()),
                        new Dispatcher(tenant -> 1, new Window.Fixed(WINDOW), new FixedCapacity(WINDOW, 1), () -> now),
                        Duration.ofSeconds(1),
                        new MeteredReport(new SimpleMeterRegistry())),
                config,
                now);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** Sends as a service would within a span of its own, and returns that span. */
    private SpanData sent(Topic topic, Event event) {
        try (Step step = Step.sending("sender", Subject.of(event))) {
            var record = EventRecords.record(topic, event.job().toString(), EventCodec.encode(event, "/test", "id"));
            driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                    .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), now));
        }
        return SPANS.getSpans().getLast();
    }

    private SpanData scored(CandidateId id) {
        return sent(
                Topic.SCORES,
                new CandidateScored(
                        id, TestJobs.image(id.toString()), "a".repeat(64), List.of(), TestJobs.card(0.5), null));
    }

    private List<String> parentsOf(Topic topic) {
        return driver
                .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(r -> parent(r.headers()))
                .toList();
    }

    private static String parent(Headers headers) {
        return String.valueOf(EventRecords.text(headers, "traceparent"));
    }

    private static SpanData decisionUnder(SpanData parent) {
        return SPANS.getSpans().stream()
                .filter(s -> s.getName().equals("decide") && s.getParentSpanId().equals(parent.getSpanId()))
                .findFirst()
                .orElseThrow();
    }

    private static String header(SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
    }

    @Test
    void tasksGoBackToTheDecisionThatPlannedThemHoweverLateTheyGoOut() {
        JobSpec job = TestJobs.job(now, 2, 4);
        SpanData submitted = sent(Topic.JOBS, new JobSubmitted(job));
        SpanData planned = decisionUnder(submitted);
        assertThat(planned.getTraceId()).isEqualTo(submitted.getTraceId());
        assertThat(parentsOf(Topic.TASKS_INTERACTIVE)).hasSize(WINDOW).containsOnly(header(planned));

        // Room for more: the record that made it belongs to somebody's score, the tasks do not.
        scored(new CandidateId(job.id(), 0, 0));
        scored(new CandidateId(job.id(), 0, 1));
        assertThat(parentsOf(Topic.TASKS_INTERACTIVE)).hasSize(2).containsOnly(header(planned));

        scored(new CandidateId(job.id(), 0, 2));
        SpanData last = scored(new CandidateId(job.id(), 0, 3));
        SpanData refined = decisionUnder(last);
        assertThat(parentsOf(Topic.FEEDBACK)).containsExactly(header(refined));
        assertThat(parentsOf(Topic.TASKS_INTERACTIVE)).hasSize(WINDOW).containsOnly(header(refined));
    }

    @Test
    void aDeadlineGoesBackToTheDecisionThatPlannedTheRound() {
        JobSpec job = TestJobs.job(now, 2, 2);
        SpanData submitted = sent(Topic.JOBS, new JobSubmitted(job));
        scored(new CandidateId(job.id(), 0, 0));
        now = now.plus(Duration.ofMinutes(3));
        driver.advanceWallClockTime(Duration.ofMinutes(3));
        SpanData planned = decisionUnder(submitted);
        SpanData timedOut = decisionUnder(planned);
        assertThat(timedOut.getTraceId()).isEqualTo(submitted.getTraceId());
        assertThat(parentsOf(Topic.FEEDBACK)).containsExactly(header(timedOut));
    }
}
