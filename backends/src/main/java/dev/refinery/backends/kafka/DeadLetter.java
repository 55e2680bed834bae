package dev.refinery.backends.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.refinery.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record that was put aside on {@code refinery.dead-letters}: byte for byte, with why, by whom and where from. */
public final class DeadLetter {
    public static final String ORIGIN_TOPIC = "refinery-origin-topic";
    public static final String ORIGIN_PARTITION = "refinery-origin-partition";
    public static final String ORIGIN_OFFSET = "refinery-origin-offset";
    public static final String REASON = "refinery-reason";
    public static final String READER = "refinery-reader";
    private static final int LONGEST_REASON = 500;

    private DeadLetter() {}

    /** Where a record stood. */
    public record Origin(String topic, int partition, long offset) {}

    /** The letter's headers: the record's own and those of this class. */
    public static Headers headers(Headers own, Origin origin, Reader reader, @Nullable String reason) {
        RecordHeaders headers = new RecordHeaders(own.toArray());
        headers.add(ORIGIN_TOPIC, origin.topic().getBytes(UTF_8));
        headers.add(ORIGIN_PARTITION, Integer.toString(origin.partition()).getBytes(UTF_8));
        headers.add(ORIGIN_OFFSET, Long.toString(origin.offset()).getBytes(UTF_8));
        headers.add(READER, reader.wireName().getBytes(UTF_8));
        String why = reason == null ? "unknown" : reason;
        headers.add(
                REASON, why.substring(0, Math.min(LONGEST_REASON, why.length())).getBytes(UTF_8));
        return headers;
    }

    public static <K> ProducerRecord<K, byte[]> of(
            ConsumerRecord<K, byte[]> record, Reader reader, @Nullable String reason) {
        Origin origin = new Origin(record.topic(), record.partition(), record.offset());
        return new ProducerRecord<>(
                Topic.DEAD_LETTERS.name(),
                null,
                record.key(),
                record.value(),
                headers(record.headers(), origin, reader, reason));
    }
}
