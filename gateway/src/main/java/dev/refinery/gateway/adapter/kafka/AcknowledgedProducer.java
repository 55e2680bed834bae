package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends what clients are told of only after all in-sync replicas have it. Thread-safe. */
final class AcknowledgedProducer implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final Duration patience;

    AcknowledgedProducer(KafkaConnection connection, Duration patience) {
        this.patience = patience;
        int millis = (int) patience.toMillis();
        Map<String, Object> config = new HashMap<>(connection.settings());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "refinery-gateway-jobs");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(500, millis - 500));
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(500, millis));
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** @throws ServiceUnavailable it is not certain that the record was written */
    void append(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw ServiceUnavailable.log(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceUnavailable.log(e);
        }
    }

    @Override
    public void close() {
        producer.close(patience);
    }
}
