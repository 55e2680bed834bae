package dev.refinery.worker;

import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.worker.adapter.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A real broker, and what stands on the other side of a worker. */
public final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaBackend kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    public Cluster(Path data) {
        this.kafka = KafkaBackend.start(data);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "acks",
                        "all",
                        "transactional.id",
                        "controller-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** For tests that write before a worker has started, which would create them itself. */
    public Cluster withTopics() {
        new TopicProvisioner(clients().connection(), Optional.empty(), Duration.ofSeconds(20)).provision(Topic.all());
        return this;
    }

    public KafkaClients clients() {
        return new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** As the controller does: in one transaction. */
    public void submit(List<GenerationTask> tasks) {
        producer.beginTransaction();
        tasks.forEach(task -> producer.send(record(topicOf(task.lane()), task)));
        producer.commitTransaction();
    }

    public void submitAndAbort(GenerationTask task) {
        producer.beginTransaction();
        producer.send(record(topicOf(task.lane()), task));
        producer.flush();
        producer.abortTransaction();
    }

    public void write(String topic, Event event) {
        producer.beginTransaction();
        producer.send(record(topic, event));
        producer.commitTransaction();
    }

    public void write(ProducerRecord<byte[], byte[]> record) {
        producer.beginTransaction();
        producer.send(record);
        producer.commitTransaction();
    }

    private static String topicOf(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> Topic.TASKS_INTERACTIVE.name();
            case BATCH -> Topic.TASKS_BATCH.name();
        };
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Event event) {
        EventCodec.Encoded encoded =
                EventCodec.encode(event, "/test", UUID.randomUUID().toString());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, encoded.key().getBytes(StandardCharsets.UTF_8), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Waits until the topic holds this many records that match, from its beginning, and returns those. */
    public List<ConsumerRecord<byte[], byte[]>> await(
            Topic topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> {
                    if (matches.test(r)) {
                        found.add(r);
                    }
                });
                return found.size() >= count;
            });
        }
        return found;
    }

    /** As {@link #await} for events of one type. */
    public <E extends Event> List<E> events(Topic topic, Class<E> type, int count, Predicate<E> matches) {
        List<E> events = new ArrayList<>();
        await(topic, count, record -> {
            Event event = decode(record);
            if (type.isInstance(event) && matches.test(type.cast(event))) {
                events.add(type.cast(event));
                return true;
            }
            return false;
        });
        return events;
    }

    private static Event decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventCodec.decode(header(record, "ce_type"), record.value());
        } catch (dev.refinery.contracts.codec.UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        kafka.close();
    }
}
