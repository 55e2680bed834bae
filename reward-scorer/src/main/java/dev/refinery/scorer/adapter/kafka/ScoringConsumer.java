package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads candidates and has them judged by a bounded number of threads. A record's offset is committed only after
 * {@link CandidateHandler#handle} returned, that is, after what came of it was acknowledged; so nothing is lost and some
 * things are judged twice. While every thread is busy the partitions are paused, but polling goes on: slow or waiting
 * work never costs the group membership.
 */
public final class ScoringConsumer {
    private static final Logger LOG = Logger.getLogger(ScoringConsumer.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(50);
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private final java.util.function.Supplier<Consumer<String, byte[]>> consumers;
    private final CandidateHandler handler;
    private final ExecutorService workers;
    private final int capacity;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<TopicPartition, OffsetLedger> ledgers = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean assigned;

    /** What is done with one record. */
    public interface CandidateHandler {
        /** Returns when the record is dealt with for good; waits as long as that takes. */
        void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;
    }

    /** @param parallelism candidates judged at the same time */
    public ScoringConsumer(
            java.util.function.Supplier<Consumer<String, byte[]>> consumers,
            CandidateHandler handler,
            int parallelism) {
        this.consumers = consumers;
        this.handler = handler;
        this.capacity = 2 * parallelism;
        this.workers = Executors.newFixedThreadPool(
                parallelism, Thread.ofPlatform().name("judge-", 0).daemon(true).factory());
        this.thread = Thread.ofPlatform().name("candidates").daemon(true).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** True while this consumer runs and has had partitions assigned (none may be left for it). */
    public boolean ready() {
        return assigned && thread.isAlive();
    }

    /** Stops reading, abandons what is being judged (it will be judged again) and waits for the threads. */
    public void stop() throws InterruptedException {
        running = false;
        workers.shutdownNow();
        thread.join(Duration.ofSeconds(10));
        workers.awaitTermination(5, TimeUnit.SECONDS);
    }

    private void run() {
        while (running) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                consumer.subscribe(Set.of(Topic.CANDIDATES.name()), new Assignment(consumer));
                while (running) {
                    poll(consumer);
                }
                commit(consumer, ledgers);
            } catch (WakeupException e) {
                LOG.debug("woken up");
            } catch (KafkaException e) {
                LOG.warnf(e, "reading candidates failed, starting over");
                pauseBeforeRestart();
            } finally {
                assigned = false;
                ledgers.clear();
            }
        }
    }

    private void pauseBeforeRestart() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private void poll(Consumer<String, byte[]> consumer) {
        if (inFlight.get() >= capacity) {
            consumer.pause(consumer.assignment());
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(inFlight.get() > 0 ? BUSY_POLL : IDLE_POLL)) {
            submit(record);
        }
        commit(consumer, ledgers);
    }

    private void submit(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        OffsetLedger ledger = ledgers.computeIfAbsent(partition, p -> new OffsetLedger());
        ledger.begin(record.offset());
        inFlight.incrementAndGet();
        try {
            workers.execute(() -> {
                try {
                    handler.handle(record);
                    ledger.done(record.offset());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    inFlight.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            inFlight.decrementAndGet();
        }
    }

    private static void commit(Consumer<String, byte[]> consumer, Map<TopicPartition, OffsetLedger> ledgers) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        ledgers.forEach((partition, ledger) -> {
            long position = ledger.committable();
            if (position >= 0) {
                positions.put(partition, new OffsetAndMetadata(position));
            }
        });
        if (positions.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(positions);
            positions.forEach((partition, position) -> {
                OffsetLedger ledger = ledgers.get(partition);
                if (ledger != null) {
                    ledger.markCommitted(position.offset());
                }
            });
        } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
            LOG.warnf("offsets not committed, some candidates may be judged again: %s", e.getMessage());
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> consumer;

        Assignment(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        /** What is finished here need not be judged again by the next owner. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetLedger> revoked = new HashMap<>(ledgers);
            revoked.keySet().retainAll(partitions);
            ledgers.keySet().removeAll(partitions);
            commit(consumer, revoked);
        }

        /** They are someone else's already: nothing may be committed. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            ledgers.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
        }
    }
}
