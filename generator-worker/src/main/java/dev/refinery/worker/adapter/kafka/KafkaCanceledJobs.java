package dev.refinery.worker.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.worker.app.CanceledJobs;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code refinery.jobs} for cancellations and deletions, from a while before now; the newest are remembered. Thread-safe. When
 * Kafka is away the set is merely older than it could be.
 */
public final class KafkaCanceledJobs implements CanceledJobs, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaCanceledJobs.class);
    private static final int REMEMBERED = 50_000;

    private final KafkaClients clients;
    private final Duration lookback;
    private final Clock clock;
    private final Set<JobId> canceled = Collections.synchronizedSet(Collections.newSetFromMap(new Newest()));
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /** @param lookback how old a cancellation may be that still matters: as long as tasks live */
    public KafkaCanceledJobs(KafkaClients clients, Duration lookback, Clock clock) {
        this.clients = clients;
        this.lookback = lookback;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("cancellations").daemon().unstarted(this::follow);
    }

    public void start() {
        thread.start();
    }

    @Override
    public boolean contains(JobId job) {
        return canceled.contains(job);
    }

    private void follow() {
        while (stop.getCount() > 0) {
            try (Consumer<byte[], byte[]> reader = clients.reader()) {
                consumer = reader;
                position(reader);
                while (stop.getCount() > 0) {
                    reader.poll(Duration.ofSeconds(1)).forEach(this::take);
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warnf("cancellations are not being followed: %s", e.getMessage());
                if (stopWithin(Duration.ofSeconds(2))) {
                    return;
                }
            } finally {
                consumer = null;
            }
        }
    }

    private void position(Consumer<byte[], byte[]> reader) {
        List<TopicPartition> partitions = reader.partitionsFor(Topic.JOBS.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        reader.assign(partitions);
        Map<TopicPartition, Long> since = new HashMap<>();
        long from = clock.instant().minus(lookback).toEpochMilli();
        partitions.forEach(p -> since.put(p, from));
        Map<TopicPartition, OffsetAndTimestamp> offsets = reader.offsetsForTimes(since);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp offset = offsets.get(partition);
            if (offset == null) {
                reader.seekToEnd(List.of(partition));
            } else {
                reader.seek(partition, offset.offset());
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = EventRecords.decode(record.headers(), record.value());
            if (event instanceof JobCancelRequested || event instanceof JobDeleted) {
                canceled.add(event.job());
            } else if (event instanceof JobContinued) {
                // A cancellation that came too late for the job's end says nothing about what comes after.
                canceled.remove(event.job());
            }
        } catch (UndecodableEventException e) {
            // The controller owns this topic's dead letters.
            LOG.debugf("skipped: topic=%s offset=%d", record.topic(), record.offset());
        }
    }

    private boolean stopWithin(Duration time) {
        try {
            return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        Consumer<byte[], byte[]> reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }

    private static final class Newest extends LinkedHashMap<JobId, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }
}
