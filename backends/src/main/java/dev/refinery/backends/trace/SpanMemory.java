package dev.refinery.backends.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The span that something goes back to, where no record tells it: in memory only, the latest ones only. What is forgotten, by a restart
 * for example, makes a trace of its own from there. Thread-safe.
 */
public final class SpanMemory<K> {
    private final Map<K, Context> spans;

    /** @param kept how many are kept; the one that was remembered first is forgotten first */
    public SpanMemory(int kept) {
        spans = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Context> eldest) {
                return size() > kept;
            }
        };
    }

    /** Keeps nothing of a context without a span. */
    public synchronized void remember(K key, Context context) {
        Span span = Span.fromContext(context);
        if (span.getSpanContext().isValid()) {
            // Nothing else of the context: it may hold on to a request.
            spans.put(key, Context.root().with(Span.wrap(span.getSpanContext())));
        }
    }

    /** The root context when it is not known. */
    public synchronized Context of(K key) {
        return spans.getOrDefault(key, Context.root());
    }

    public synchronized void forget(K key) {
        spans.remove(key);
    }
}
