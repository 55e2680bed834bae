package dev.refinery.backends.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void keepsTheRecordAndSaysWhyAndWhereFrom() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("refinery.jobs", 3, 77, "key", new byte[] {1, 2});
        record.headers().add("ce_type", "strange".getBytes());
        ProducerRecord<String, byte[]> letter = DeadLetter.of(record, Reader.CONTROLLER, "x".repeat(2_000));
        assertThat(letter.topic()).isEqualTo(Topic.DEAD_LETTERS.name());
        assertThat(letter.key()).isEqualTo("key");
        assertThat(letter.value()).containsExactly(1, 2);
        assertThat(EventRecords.text(letter.headers(), "ce_type")).isEqualTo("strange");
        assertThat(EventRecords.text(letter.headers(), DeadLetter.ORIGIN_TOPIC)).isEqualTo("refinery.jobs");
        assertThat(EventRecords.text(letter.headers(), DeadLetter.ORIGIN_PARTITION))
                .isEqualTo("3");
        assertThat(EventRecords.text(letter.headers(), DeadLetter.ORIGIN_OFFSET))
                .isEqualTo("77");
        assertThat(EventRecords.text(letter.headers(), DeadLetter.READER)).isEqualTo("controller");
        assertThat(EventRecords.text(letter.headers(), DeadLetter.REASON)).hasSize(500);
    }
}
