package dev.refinery.scorer.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Events as Kafka records and back, by the one codec. */
final class EventRecords {
    static final String SOURCE = "/refinery/reward-scorer";
    private static final String TYPE = "ce_type";

    private EventRecords() {}

    static Event decode(Headers headers, byte @Nullable [] value) throws UndecodableEventException {
        Header type = headers.lastHeader(TYPE);
        byte[] name = type == null ? null : type.value();
        return EventCodec.decode(name == null ? null : new String(name, UTF_8), value);
    }

    static Headers headers(EventCodec.Encoded encoded) {
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach((key, value) -> headers.add(key, value.getBytes(UTF_8)));
        return headers;
    }

    /** @param id stable over retries */
    static ProducerRecord<String, byte[]> record(String topic, String key, Event event, String id) {
        EventCodec.Encoded encoded = EventCodec.encode(event, SOURCE, id);
        return new ProducerRecord<>(topic, null, key, encoded.value(), headers(encoded));
    }
}
