package dev.refinery.backends.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.refinery.backends.trace.TraceHeaders;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.topic.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Events as Kafka records and back, by the one codec. */
public final class EventRecords {
    private static final String TYPE = "ce_type";

    private EventRecords() {}

    public static Event decode(Headers headers, byte @Nullable [] value) throws UndecodableEventException {
        return EventCodec.decode(text(headers, TYPE), value);
    }

    /** The event's own and, where a span is current on this thread, the trace's. */
    public static Headers headers(EventCodec.Encoded encoded) {
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach((key, value) -> headers.add(key, value.getBytes(UTF_8)));
        TraceHeaders.addTo(headers);
        return headers;
    }

    public static <K> ProducerRecord<K, byte[]> record(Topic topic, K key, EventCodec.Encoded encoded) {
        return new ProducerRecord<>(topic.name(), null, key, encoded.value(), headers(encoded));
    }

    /** Null when there is no such header or it has no value. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        byte[] value = header == null ? null : header.value();
        return value == null ? null : new String(value, UTF_8);
    }
}
