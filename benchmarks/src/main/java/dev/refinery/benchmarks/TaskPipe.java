package dev.refinery.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.topic.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The controller's side of the workers' queue: tasks are written in transactions, a round in each; candidates are read. */
final class TaskPipe implements AutoCloseable {
    private static final int ROUND = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    TaskPipe(String bootstrapServers) {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        try {
            new TopicProvisioner(connection, Optional.empty(), Duration.ofSeconds(20)).provision(Topic.all());
        } catch (IllegalStateException e) {
            throw new BenchFailure(
                    e.getMessage() + " (a broker that gets no CPU for two seconds is fenced: try again)", e);
        }
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "transactional.id",
                        "bench-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topic.CANDIDATES.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Writes the tasks and waits until every candidate was told of.
     *
     * @throws BenchFailure one failed, or they did not come
     */
    void run(List<GenerationTask> tasks) {
        Set<CandidateId> wanted = new HashSet<>();
        for (int from = 0; from < tasks.size(); from += ROUND) {
            producer.beginTransaction();
            for (GenerationTask task : tasks.subList(from, Math.min(tasks.size(), from + ROUND))) {
                wanted.add(task.candidate());
                EventCodec.Encoded encoded = EventCodec.encode(
                        task, "/refinery/bench", task.candidate().toString());
                // The commit fails when a record could not be written.
                Future<RecordMetadata> unused = producer.send(EventRecords.record(
                        Topic.tasks(task.lane()), encoded.key().getBytes(UTF_8), encoded));
            }
            producer.commitTransaction();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                wanted.remove(candidate(record));
            }
            if (System.nanoTime() > deadline) {
                throw new BenchFailure(
                        wanted.size() + " candidates did not come within " + PATIENCE.toMinutes() + " minutes");
            }
        }
    }

    private static CandidateId candidate(ConsumerRecord<byte[], byte[]> record) {
        try {
            return switch (EventRecords.decode(record.headers(), record.value())) {
                case CandidateGenerated made -> made.candidate();
                case CandidateFailed failed ->
                    throw new BenchFailure("a candidate failed (" + failed.code() + "): " + failed.message());
                default -> throw new BenchFailure("an event that is no candidate's on " + Topic.CANDIDATES.name());
            };
        } catch (UndecodableEventException e) {
            throw new BenchFailure("a candidate's event cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
