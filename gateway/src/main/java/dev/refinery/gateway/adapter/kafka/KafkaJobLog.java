package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.EventTypes;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.JobLog;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends to {@code refinery.jobs} with acks from all in-sync replicas. */
public final class KafkaJobLog implements JobLog, AutoCloseable {
    private static final String SOURCE = "/gateway";

    private final KafkaProducer<String, byte[]> producer;
    private final Duration patience;

    public KafkaJobLog(String bootstrapServers, Duration patience) {
        this.patience = patience;
        int millis = (int) patience.toMillis();
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG,
                "refinery-gateway-jobs",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                8L << 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) millis,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(500, millis - 500),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.max(500, millis),
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500L);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void append(JobEvent event) {
        EventCodec.Encoded encoded = EventCodec.encode(event, SOURCE, event.job() + "/" + EventTypes.nameOf(event));
        try {
            producer.send(EventRecords.record(Topic.JOBS, encoded.key(), encoded))
                    .get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
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
