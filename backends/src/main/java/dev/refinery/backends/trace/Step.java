package dev.refinery.backends.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * A step on a job's way: a span that is current on this thread until the step is closed, and the names of job, candidate, tenant and
 * trace in the log's context ({@value #JOB}, {@value #CANDIDATE}, {@value #TENANT}, {@value #TRACE}) for as long. Records that are
 * written meanwhile carry it on, see {@link TraceHeaders}. While nobody collects spans, only the log's context is kept.
 *
 * <p>Close it on the thread that began it, steps within it first.
 */
public final class Step implements AutoCloseable {
    public static final String JOB = "job";
    public static final String CANDIDATE = "candidate";
    public static final String TENANT = "tenant";
    public static final String TRACE = "traceId";

    private static final String ATTRIBUTE = "refinery.";

    private final Span span;
    private final Scope scope;
    private final Map<String, @Nullable Object> before = new LinkedHashMap<>();

    @SuppressWarnings("MustBeClosedChecker") // closed with the step
    private Step(SpanBuilder builder, @Nullable Subject subject) {
        if (subject != null) {
            describe(builder, JOB, subject.job());
            describe(builder, CANDIDATE, subject.candidate());
            describe(builder, TENANT, subject.tenant());
        }
        span = builder.startSpan();
        scope = span.makeCurrent();
        if (subject != null) {
            log(JOB, subject.job());
            log(CANDIDATE, subject.candidate());
            log(TENANT, subject.tenant());
            SpanContext context = span.getSpanContext();
            log(TRACE, context.isValid() ? context.getTraceId() : null);
        }
    }

    /** What is done because of a record: a child of the span that it was written in. */
    public static Step received(String name, Headers headers, Subject subject) {
        return within(name, TraceHeaders.of(headers), subject);
    }

    /** What is done because of something that {@link SpanMemory} kept; a root where it keeps nothing. */
    public static Step within(String name, Context parent, Subject subject) {
        return new Step(builder(name, SpanKind.CONSUMER).setParent(parent), subject);
    }

    /** Something is appended to a topic. */
    public static Step sending(String name, Subject subject) {
        return new Step(builder(name, SpanKind.PRODUCER), subject);
    }

    /** A request to somebody else, because of a span. */
    public static Step calling(String name, Context parent, Subject subject) {
        return new Step(builder(name, SpanKind.CLIENT).setParent(parent), subject);
    }

    /** A request to somebody else, long after the span that it goes back to: a trace of its own with a link to that one. */
    public static Step callingLater(String name, Context origin, Subject subject) {
        SpanBuilder builder = builder(name, SpanKind.CLIENT).setNoParent();
        SpanContext context = Span.fromContext(origin).getSpanContext();
        return new Step(context.isValid() ? builder.addLink(context) : builder, subject);
    }

    /** A part of the step that runs on this thread. */
    public static Step part(String name) {
        return new Step(builder(name, SpanKind.INTERNAL), null);
    }

    /** Says something of the span that is current on this thread, if there is one. Never a payload or a secret. */
    public static void note(String key, String value) {
        Span.current().setAttribute(ATTRIBUTE + key, value);
    }

    /** The span that is current on this thread ended in vain. */
    public static void failed(String code) {
        Span.current().setStatus(StatusCode.ERROR, code);
    }

    private static SpanBuilder builder(String name, SpanKind kind) {
        Tracer tracer = GlobalOpenTelemetry.getTracer("dev.refinery");
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    private static void describe(SpanBuilder builder, String key, @Nullable Object name) {
        if (name != null) {
            builder.setAttribute(ATTRIBUTE + key, name.toString());
        }
    }

    private void log(String key, @Nullable Object name) {
        before.put(key, MDC.get(key));
        if (name == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, name.toString());
        }
    }

    @Override
    public void close() {
        before.forEach((key, value) -> {
            if (value == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        });
        scope.close();
        span.end();
    }
}
