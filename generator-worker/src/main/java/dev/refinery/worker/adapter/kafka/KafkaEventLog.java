package dev.refinery.worker.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.worker.app.EventLog;
import dev.refinery.worker.app.EventLogUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Candidates by job, usage by tenant, acknowledged by all in-sync replicas. Thread-safe. */
public final class KafkaEventLog implements EventLog {
    static final String SOURCE = "/refinery/generator-worker";
    private static final long ACKNOWLEDGED_WITHIN_S = 20;

    private final Producer<byte[], byte[]> producer;

    public KafkaEventLog(KafkaClients clients) {
        this.producer = clients.producer();
    }

    @Override
    public void append(List<? extends Event> events) throws EventLogUnavailable {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (Event event : events) {
                sent.add(producer.send(record(event)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(ACKNOWLEDGED_WITHIN_S, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new EventLogUnavailable("no acknowledgement from Kafka: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventLogUnavailable("interrupted while waiting for an acknowledgement", e);
        }
    }

    static ProducerRecord<byte[], byte[]> record(Event event) {
        Topic topic;
        String key = event.job().toString();
        String id;
        switch (event) {
            case CandidateGenerated made -> {
                topic = Topic.CANDIDATES;
                id = made.candidate().toString();
            }
            case CandidateFailed failed -> {
                topic = Topic.CANDIDATES;
                id = failed.candidate() + "/failed";
            }
            case CandidateMetered metered -> {
                topic = Topic.USAGE;
                key = metered.tenant().value();
                id = metered.candidate() + "/" + metered.stage();
            }
            default -> throw new IllegalArgumentException("a worker does not write " + event.getClass());
        }
        EventCodec.Encoded encoded = EventCodec.encode(event, SOURCE, id);
        return EventRecords.record(topic, key.getBytes(StandardCharsets.UTF_8), encoded);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
