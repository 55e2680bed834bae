package dev.refinery.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads all committed records of one job, up to the ends that the topics had at the start. Records of one partition stay
 * in their order; across partitions they are merged by their time, and records of the same time by cause before effect.
 */
final class JobLog {
    /** Cause before effect. */
    private static final List<Topic> TOPICS = List.of(
            Topic.JOBS,
            Topic.CANDIDATES,
            Topic.SCORES,
            Topic.FEEDBACK,
            Topic.TASKS_INTERACTIVE,
            Topic.TASKS_BATCH,
            Topic.OUTCOMES);

    /** Clocks of clients and brokers may differ by this. */
    private static final Duration CLOCKS = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private JobLog() {}

    /** @throws AuditFailure when the brokers do not answer */
    static List<Chain.Link> read(String bootstrap, JobId job) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            return merged(read(consumer, job));
        } catch (KafkaException e) {
            throw new AuditFailure("cannot read the log at " + bootstrap + ": " + e.getMessage(), e);
        }
    }

    private static Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> read(
            Consumer<String, byte[]> consumer, JobId job) {
        List<TopicPartition> partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> from = new HashMap<>();
        long begin = job.createdAt().minus(CLOCKS).toEpochMilli();
        partitions.forEach(p -> from.put(p, begin));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(from);
        Map<TopicPartition, Long> open = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            if (start != null && start.offset() < ends.getOrDefault(partition, 0L)) {
                open.put(partition, start.offset());
            }
        }
        consumer.assign(open.keySet());
        open.forEach(consumer::seek);
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> found = new LinkedHashMap<>();
        Instant lastNews = Instant.now();
        while (!open.isEmpty()) {
            var records = consumer.poll(Duration.ofMillis(200));
            for (ConsumerRecord<String, byte[]> record : records) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (job.toString().equals(record.key()) && record.offset() < ends.getOrDefault(partition, 0L)) {
                    found.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
                }
            }
            open.keySet().removeIf(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
            consumer.pause(consumer.assignment().stream()
                    .filter(p -> !open.containsKey(p))
                    .toList());
            lastNews = records.isEmpty() ? lastNews : Instant.now();
            if (Instant.now().isAfter(lastNews.plus(PATIENCE))) {
                throw new AuditFailure("the log stopped answering before its end: " + open.keySet());
            }
        }
        return found;
    }

    private static List<Chain.Link> merged(Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> found) {
        List<Deque<ConsumerRecord<String, byte[]>>> queues = new ArrayList<>();
        found.values().forEach(records -> queues.add(new ArrayDeque<>(records)));
        List<Chain.Link> links = new ArrayList<>();
        Comparator<Deque<ConsumerRecord<String, byte[]>>> earliest = Comparator.comparingLong(
                        (Deque<ConsumerRecord<String, byte[]>> q) ->
                                q.getFirst().timestamp())
                .thenComparingInt(q -> rank(q.getFirst().topic()))
                .thenComparingInt(q -> q.getFirst().partition());
        Optional<Deque<ConsumerRecord<String, byte[]>>> next =
                queues.stream().filter(q -> !q.isEmpty()).min(earliest);
        while (next.isPresent()) {
            links.add(link(next.get().removeFirst()));
            next = queues.stream().filter(q -> !q.isEmpty()).min(earliest);
        }
        return links;
    }

    private static int rank(String topic) {
        for (int i = 0; i < TOPICS.size(); i++) {
            if (TOPICS.get(i).name().equals(topic)) {
                return i;
            }
        }
        return TOPICS.size();
    }

    private static Chain.Link link(ConsumerRecord<String, byte[]> record) {
        try {
            JsonNode payload = Json.mapper().readTree(record.value());
            return new Chain.Link(
                    header(record, "ce_type"),
                    header(record, "ce_id"),
                    Instant.ofEpochMilli(record.timestamp()),
                    payload);
        } catch (IOException e) {
            throw new AuditFailure(
                    "no JSON at " + record.topic() + "/" + record.partition() + " offset " + record.offset(), e);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
