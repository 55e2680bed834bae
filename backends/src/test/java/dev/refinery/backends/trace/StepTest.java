package dev.refinery.backends.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.topic.Topic;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StepTest {
    private static final JobId JOB = JobId.of(Instant.parse("2026-11-01T10:00:00Z"), 1, 2);
    private static final Subject SUBJECT = new Subject(JOB, new CandidateId(JOB, 0, 1), TenantId.DEFAULT);

    private static Headers written() {
        JobCancelRequested event = new JobCancelRequested(JOB, Instant.EPOCH);
        return EventRecords.record(Topic.JOBS, JOB.toString(), EventCodec.encode(event, "/test", "id"))
                .headers();
    }

    private static List<Object> logged() {
        return java.util.Arrays.asList(
                MDC.get(Step.JOB), MDC.get(Step.CANDIDATE), MDC.get(Step.TENANT), MDC.get(Step.TRACE));
    }

    @Nested
    class WhileSpansAreCollected {
        @RegisterExtension
        static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

        private SpanData span(String name) {
            return SPANS.getSpans().stream()
                    .filter(s -> s.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void aRecordCarriesTheSpanOnAndItsReaderGoesOnFromThere() {
            Headers headers;
            try (Step step = Step.sending("append", SUBJECT)) {
                headers = written();
            }
            try (Step step = Step.received("take", headers, SUBJECT);
                    Step part = Step.part("inside")) {
                Step.note("result", "made");
            }
            SpanData append = span("append");
            SpanData take = span("take");
            assertThat(EventRecords.text(headers, "traceparent"))
                    .isEqualTo("00-" + append.getTraceId() + "-" + append.getSpanId() + "-01");
            assertThat(append.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(append.getParentSpanContext().isValid()).isFalse();
            assertThat(take.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(take.getTraceId()).isEqualTo(append.getTraceId());
            assertThat(take.getParentSpanId()).isEqualTo(append.getSpanId());
            assertThat(span("inside").getParentSpanId()).isEqualTo(take.getSpanId());
            assertThat(take.getAttributes().asMap().toString())
                    .contains("refinery.job=" + JOB, "refinery.candidate=", "refinery.tenant=default")
                    .doesNotContain("made");
            assertThat(span("inside").getAttributes().asMap().toString()).contains("refinery.result=made");
        }

        @Test
        void theLogKnowsTheNamesWhileAStepRunsAndWhatItKnewBeforeAfterwards() {
            List<Object> before = logged();
            try (Step outer = Step.sending("outer", SUBJECT)) {
                String trace = Span.current().getSpanContext().getTraceId();
                assertThat(logged()).containsExactly(JOB.toString(), SUBJECT.candidate() + "", "default", trace);
                try (Step inner = Step.within("inner", Context.current(), Subject.of(JOB))) {
                    assertThat(logged()).containsExactly(JOB.toString(), null, null, trace);
                }
                assertThat(logged()).containsExactly(JOB.toString(), SUBJECT.candidate() + "", "default", trace);
            }
            assertThat(logged()).isEqualTo(before).containsOnlyNulls();
            assertThat(Span.current().getSpanContext().isValid()).isFalse();
        }

        @Test
        void aRecordWithoutATraceOrWithOneThatCannotBeReadBeginsOne() {
            for (String broken :
                    new String[] {"", "garbage", "00-00000000000000000000000000000000-0000000000000000-01"}) {
                Headers headers = new RecordHeaders().add("traceparent", broken.getBytes(UTF_8));
                try (Step step = Step.received("take", headers, SUBJECT)) {
                    assertThat(Span.current().getSpanContext().isValid()).isTrue();
                }
            }
            try (Step step = Step.received("take", new RecordHeaders().add("traceparent", null), SUBJECT)) {
                assertThat(Span.current().getSpanContext().isValid()).isTrue();
            }
            assertThat(SPANS.getSpans())
                    .hasSize(4)
                    .allMatch(s -> !s.getParentSpanContext().isValid());
        }

        @Test
        void whatFollowsWithoutAStepOfItsOwnKeepsTheTraceAndNothingElse() {
            Headers headers;
            try (Step step = Step.sending("append", SUBJECT)) {
                headers = written();
            }
            assertThat(TraceHeaders.passedOn(headers).toArray())
                    .singleElement()
                    .isEqualTo(headers.lastHeader("traceparent"));
            assertThat(TraceHeaders.passedOn(new RecordHeaders()).toArray()).isEmpty();
        }

        @Test
        void aMemoryKeepsTheLatestOnly() {
            SpanMemory<String> memory = new SpanMemory<>(2);
            for (String key : List.of("a", "b", "c")) {
                try (Step step = Step.sending(key, SUBJECT)) {
                    memory.remember(key, Context.current());
                }
            }
            memory.remember("d", Context.root());
            assertThat(memory.of("a")).isSameAs(Context.root());
            assertThat(memory.of("d")).isSameAs(Context.root());
            assertThat(Span.fromContext(memory.of("c")).getSpanContext().getSpanId())
                    .isEqualTo(span("c").getSpanId());
            memory.forget("c");
            assertThat(memory.of("c")).isSameAs(Context.root());
        }
    }

    @Test
    void nothingIsAddedToARecordWhileNobodyCollectsAndTheLogStillKnowsTheNames() {
        GlobalOpenTelemetry.resetForTest();
        try (Step step = Step.sending("append", SUBJECT)) {
            assertThat(written().lastHeader("traceparent")).isNull();
            assertThat(logged()).containsExactly(JOB.toString(), SUBJECT.candidate() + "", "default", null);
        }
    }
}
