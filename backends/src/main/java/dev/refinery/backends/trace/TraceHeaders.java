package dev.refinery.backends.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The W3C headers {@code traceparent} and {@code tracestate} of Kafka records. A record without them, or with some that cannot be read,
 * belongs to no trace; it is worked on all the same.
 */
public final class TraceHeaders {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** Adds the span that is current on this thread; nothing when there is none. */
    public static void addTo(Headers headers) {
        W3C.inject(Context.current(), headers, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.remove(key).add(key, value.getBytes(UTF_8));
            }
        });
    }

    /** The span that a record was written in; the root context when it has none. */
    public static Context of(Headers headers) {
        return W3C.extract(Context.root(), headers, Reading.INSTANCE);
    }

    /** New headers with nothing but what these say of a trace: for a record that follows without a step of its own. */
    public static Headers passedOn(Headers headers) {
        Headers own = new RecordHeaders();
        W3C.fields().forEach(name -> {
            Header last = headers.lastHeader(name);
            if (last != null) {
                own.add(last);
            }
        });
        return own;
    }

    private enum Reading implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers headers) {
            List<String> keys = new ArrayList<>();
            headers.forEach(header -> keys.add(header.key()));
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            byte[] value = header == null ? null : header.value();
            return value == null ? null : new String(value, UTF_8);
        }
    }
}
