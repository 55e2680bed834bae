package dev.refinery.gateway;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import dev.refinery.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plays the scorer and the workers, and counts what the gateway enqueues. */
public final class Bus {
    private Bus() {}

    public static Topic topicOf(Event event) {
        return switch (event) {
            case JobEvent e -> Topic.JOBS;
            case CandidateEvent e -> Topic.CANDIDATES;
            case ScoreEvent e -> Topic.SCORES;
            case FeedbackEvent e -> Topic.FEEDBACK;
            case OutcomeEvent e -> Topic.OUTCOMES;
            case TaskEvent e -> Topic.TASKS_INTERACTIVE;
            case UsageEvent e -> Topic.USAGE;
        };
    }

    static void send(List<? extends Event> events) {
        Map<String, Object> config = Map.of("bootstrap.servers", Surroundings.kafka.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            events.forEach(event -> producer.send(record(event)));
        }
    }

    static ProducerRecord<String, byte[]> record(Event event) {
        EventCodec.Encoded encoded =
                EventCodec.encode(event, "/test", UUID.randomUUID().toString());
        var record = new ProducerRecord<>(topicOf(event).name(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    static long enqueued() {
        Map<String, Object> config = Map.of("bootstrap.servers", Surroundings.kafka.bootstrapServers());
        List<TopicPartition> partitions = IntStream.range(0, Topic.JOBS.partitions())
                .mapToObj(p -> new TopicPartition(Topic.JOBS.name(), p))
                .toList();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
