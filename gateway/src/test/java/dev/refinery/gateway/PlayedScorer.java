package dev.refinery.gateway;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.domain.BatchId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Plays the scorer's part for every job on a broker: each is begun once, whatever comes twice, and ends well, or as canceled where that
 * was asked for. It reads from the beginning of the log.
 */
final class PlayedScorer implements AutoCloseable {
    private final String bootstrapServers;
    private final Thread thread;
    private final Set<JobId> begun = new LinkedHashSet<>();
    private final Set<JobId> ended = new LinkedHashSet<>();
    private final List<JobId> submissions = new ArrayList<>();
    private volatile boolean closing;
    /** Jobs that may end; the others wait. */
    private volatile int allowed = Integer.MAX_VALUE;

    PlayedScorer(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.thread = Thread.ofPlatform().daemon().name("played-scorer").start(this::play);
    }

    /** Lets no more than so many jobs end, all together. */
    void endAtMost(int jobs) {
        allowed = jobs;
    }

    /** The batch's jobs, each once. */
    synchronized List<JobId> begun(BatchId batch) {
        return begun.stream().filter(batch::holds).toList();
    }

    /** Jobs of everybody. */
    synchronized int begun() {
        return begun.size();
    }

    /** Events that submit a job of the batch, repeated ones included. */
    synchronized long submissions(BatchId batch) {
        return submissions.stream().filter(batch::holds).count();
    }

    private void play() {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 2);
        try (var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.JOBS.partitions())
                    .mapToObj(p -> new TopicPartition(Topic.JOBS.name(), p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    note(record, producer);
                }
                endSome(producer);
            }
        }
    }

    private void note(ConsumerRecord<String, byte[]> record, KafkaProducer<String, byte[]> producer) {
        Event event;
        try {
            event = EventRecords.decode(record.headers(), record.value());
        } catch (UndecodableEventException e) {
            throw new IllegalStateException(e);
        }
        switch (event) {
            case JobSubmitted submitted -> {
                synchronized (this) {
                    submissions.add(submitted.job());
                    begun.add(submitted.job());
                }
            }
            case JobCancelRequested cancel -> {
                synchronized (this) {
                    if (!ended.add(cancel.job())) {
                        return;
                    }
                }
                send(
                        producer,
                        List.of(new JobCanceled(
                                cancel.job(), TenantId.DEFAULT, 0, 0, Instant.now(), "Canceled.", null)));
            }
            default -> {}
        }
    }

    private void endSome(KafkaProducer<String, byte[]> producer) {
        List<JobId> now = new ArrayList<>();
        synchronized (this) {
            for (JobId job : begun) {
                if (ended.size() < allowed && ended.add(job)) {
                    now.add(job);
                }
            }
        }
        for (JobId job : now) {
            JobEvents events = new JobEvents(job);
            send(producer, events.life(events.image("result")));
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, List<? extends Event> events) {
        events.forEach(event -> producer.send(Bus.record(event)));
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
