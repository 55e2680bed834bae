package dev.refinery.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API.
 *
 * @param repeatable true when having its effect twice is having it once: it may be tried again whatever happened
 * @param attempt how long one attempt may take
 * @param whole how long all may take with the pauses between
 */
record Call(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable Content body,
        boolean repeatable,
        Duration attempt,
        Duration whole) {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    Call with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Call(method, uri, more, body, repeatable, attempt, whole);
    }

    Call with(Content content) {
        return new Call(method, uri, headers, content, repeatable, attempt, whole);
    }

    /** Under a key, the gateway does it once however often it is asked. */
    Call keyed(String key) {
        return with(IDEMPOTENCY_KEY, key).repeatedly();
    }

    Call repeatedly() {
        return new Call(method, uri, headers, body, true, attempt, whole);
    }

    /** The gateway may take so much longer until it answers. */
    Call waiting(Duration longer) {
        return new Call(method, uri, headers, body, repeatable, attempt.plus(longer), whole.plus(longer));
    }

    Call within(Duration time) {
        return new Call(method, uri, headers, body, repeatable, time, time);
    }
}
