package dev.refinery.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 in Kafka binary mode: attributes in {@code ce_*} headers, the event as JSON in the value.
 * Thread-safe and stateless. Kafka's own types stay in the adapters; headers here are plain strings.
 */
public final class EventCodec {
    public static final String SPEC_VERSION = "1.0";
    public static final String TYPE_PREFIX = "dev.refinery.";
    public static final String CONTENT_TYPE = "application/json";
    /** Records above this are a bug: pixels and histories belong elsewhere. See ADR 0014. */
    public static final int MAX_BYTES = 64_000;

    private EventCodec() {}

    /**
     * @param id unique per source and stable over retries, e.g. the candidate id
     * @throws EventTooLargeException above {@link #MAX_BYTES}
     */
    public static Encoded encode(Event event, String source, String id) {
        byte[] value;
        try {
            value = Json.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event does not serialise: " + event.getClass(), e);
        }
        if (value.length > MAX_BYTES) {
            throw new EventTooLargeException(EventTypes.nameOf(event), value.length);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", SPEC_VERSION);
        headers.put("ce_type", TYPE_PREFIX + EventTypes.nameOf(event));
        headers.put("ce_source", source);
        headers.put("ce_id", id);
        headers.put("ce_subject", event.job().toString());
        headers.put("content-type", CONTENT_TYPE);
        return new Encoded(event.job().toString(), headers, value);
    }

    /** @param type value of the {@code ce_type} header, null when absent */
    public static Event decode(@Nullable String type, byte @Nullable [] value) throws UndecodableEventException {
        if (type == null || !type.startsWith(TYPE_PREFIX)) {
            throw new UndecodableEventException("ce_type header is missing or foreign: " + type);
        }
        Class<? extends Event> eventClass = EventTypes.typeOf(type.substring(TYPE_PREFIX.length()));
        if (eventClass == null) {
            throw new UndecodableEventException("unknown event type " + type);
        }
        if (value == null) {
            throw new UndecodableEventException("event without a value");
        }
        try {
            Event event = Json.mapper().readValue(value, eventClass);
            if (event == null) {
                throw new UndecodableEventException("event value is JSON null");
            }
            RequiredComponents.check(event);
            return event;
        } catch (IOException | RuntimeException e) {
            throw undecodable(type, value, e);
        }
    }

    /** Jackson wraps what a constructor throws; the reader of a dead letter wants to see that, not the wrapping. */
    private static UndecodableEventException undecodable(String type, byte[] value, Exception failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof InvalidValueException invalid) {
                return new UndecodableEventException(type + ": " + invalid.getMessage(), failure);
            }
            cause = cause.getCause();
        }
        String head = new String(value, 0, Math.min(value.length, 80), StandardCharsets.UTF_8);
        return new UndecodableEventException(type + " does not parse, starts with: " + head, failure);
    }

    /** A record ready for a producer. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Encoded(String key, Map<String, String> headers, byte[] value) {}
}
