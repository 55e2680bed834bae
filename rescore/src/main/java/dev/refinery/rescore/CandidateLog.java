package dev.refinery.rescore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.contracts.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Candidates, scores and outcomes as the log holds them now: read committed, from a given time or the beginning up to the
 * ends taken at the start, under a group name of its own that never commits.
 */
final class CandidateLog {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TOPICS =
            List.of(Topic.CANDIDATES.name(), Topic.SCORES.name(), Topic.OUTCOMES.name());

    private final Map<CandidateId, CandidateGenerated> made = new HashMap<>();
    private final Map<CandidateId, Scorecard> scored = new HashMap<>();
    private final Set<CandidateId> delivered = new HashSet<>();
    private final TenantId tenant;
    private final Set<JobId> jobs;

    private CandidateLog(TenantId tenant, Set<JobId> jobs) {
        this.tenant = tenant;
        this.jobs = jobs;
    }

    /**
     * @param jobs only these; empty = all
     * @param since records before this are left out; null = from the beginning
     * @return scored candidates of the tenant, by id
     */
    static List<RetainedCandidate> read(
            String bootstrapServers, TenantId tenant, Set<JobId> jobs, @Nullable Instant since) {
        CandidateLog log = new CandidateLog(tenant, jobs);
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "refinery-rescore-" + UUID.randomUUID());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            log.read(consumer, since);
        }
        return log.candidates();
    }

    private void read(KafkaConsumer<String, byte[]> consumer, @Nullable Instant since) {
        List<TopicPartition> partitions = new ArrayList<>();
        TOPICS.forEach(topic -> consumer.partitionsFor(topic)
                .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition()))));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        start(consumer, partitions, ends, since);
        while (!reached(consumer, ends)) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    take(record);
                }
            }
        }
    }

    private static void start(
            KafkaConsumer<String, byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            @Nullable Instant since) {
        if (since == null) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(p -> times.put(p, since.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp offset = found.get(partition);
            consumer.seek(partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset());
        }
    }

    private static boolean reached(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        Event event;
        try {
            event = EventCodec.decode(type == null ? null : new String(type.value(), UTF_8), record.value());
        } catch (UndecodableEventException e) {
            // Its readers have put it aside; here it is no candidate.
            return;
        }
        if (!jobs.isEmpty() && !jobs.contains(event.job())) {
            return;
        }
        if (event instanceof CandidateGenerated candidate && candidate.tenant().equals(tenant)) {
            made.put(candidate.candidate(), candidate);
        } else if (event instanceof CandidateScored score) {
            scored.put(score.candidate(), score.scorecard());
        } else if (event instanceof JobSucceeded outcome) {
            outcome.results().forEach(result -> delivered.add(result.candidate()));
        }
    }

    private List<RetainedCandidate> candidates() {
        List<RetainedCandidate> all = new ArrayList<>();
        made.forEach((id, candidate) -> {
            Scorecard recorded = scored.get(id);
            if (recorded != null) {
                all.add(new RetainedCandidate(candidate, recorded, delivered.contains(id)));
            }
        });
        all.sort(Comparator.comparing(c -> c.made().candidate().toString()));
        return all;
    }
}
