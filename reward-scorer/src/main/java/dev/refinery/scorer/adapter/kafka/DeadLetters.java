package dev.refinery.scorer.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Headers of a dead letter: the record's own, and where it came from and why it was put aside. */
final class DeadLetters {
    static final String ORIGIN_TOPIC = "refinery-origin-topic";
    static final String ORIGIN_PARTITION = "refinery-origin-partition";
    static final String ORIGIN_OFFSET = "refinery-origin-offset";
    static final String REASON = "refinery-reason";
    static final String READER = "refinery-reader";
    private static final int LONGEST_REASON = 500;

    private DeadLetters() {}

    static Headers headers(
            Headers own, String topic, int partition, long offset, String reader, @Nullable String reason) {
        RecordHeaders headers = new RecordHeaders(own.toArray());
        headers.add(ORIGIN_TOPIC, topic.getBytes(UTF_8));
        headers.add(ORIGIN_PARTITION, Integer.toString(partition).getBytes(UTF_8));
        headers.add(ORIGIN_OFFSET, Long.toString(offset).getBytes(UTF_8));
        headers.add(READER, reader.getBytes(UTF_8));
        String why = reason == null ? "unknown" : reason;
        headers.add(
                REASON, why.substring(0, Math.min(LONGEST_REASON, why.length())).getBytes(UTF_8));
        return headers;
    }
}
