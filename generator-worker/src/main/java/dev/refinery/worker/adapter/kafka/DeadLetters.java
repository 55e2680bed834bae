package dev.refinery.worker.adapter.kafka;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.Reader;
import dev.refinery.worker.app.EventLogUnavailable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Keeps records that nobody can read, byte for byte, with why and where from. Thread-safe. */
final class DeadLetters implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;

    DeadLetters(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    void append(ConsumerRecord<byte[], byte[]> record, String reason) throws EventLogUnavailable {
        try {
            producer.send(DeadLetter.of(record, Reader.WORKERS, reason)).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new EventLogUnavailable("dead letter not acknowledged: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventLogUnavailable("interrupted while writing a dead letter", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
