package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.topic.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Rebalances at chosen moments, which no broker gives; the consumer is Kafka's own model of one. */
class ScoringConsumerTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.CANDIDATES.name(), 0);

    private final CountDownLatch finishFirst = new CountDownLatch(1);
    private final CountDownLatch secondBegun = new CountDownLatch(1);
    private final Rebalanced consumer = new Rebalanced();

    @Test
    void workFinishedSinceTheLastCommitIsCommittedOnRevocation() throws Exception {
        assertThat(committedAfter(() -> consumer.rebalance(List.of())))
                .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
    }

    @Test
    void lostPartitionsAreNotCommitted() throws Exception {
        assertThat(committedAfter(() -> consumer.listener.onPartitionsLost(List.of(PARTITION))))
                .isEmpty();
    }

    /** What is committed right after a rebalance that meets record 0 finished, record 1 in work and nothing committed. */
    private Map<TopicPartition, OffsetAndMetadata> committedAfter(Runnable rebalance) throws Exception {
        CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed = new CompletableFuture<>();
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            for (long offset = 0; offset < 2; offset++) {
                consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, "k", new byte[0]));
            }
        });
        consumer.schedulePollTask(() -> {
            try {
                finishFirst.countDown();
                assertThat(secondBegun.await(30, TimeUnit.SECONDS)).isTrue();
                rebalance.run();
                committed.complete(Map.copyOf(consumer.commits));
            } catch (InterruptedException | RuntimeException | AssertionError e) {
                committed.completeExceptionally(e);
            }
        });
        // One thread judges: when it begins the second record, the first is done.
        ScoringConsumer scoring = new ScoringConsumer(() -> consumer, this::handle, 1);
        scoring.start();
        try {
            return committed.get(60, TimeUnit.SECONDS);
        } finally {
            scoring.stop();
        }
    }

    private void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        if (record.offset() == 0) {
            finishFirst.await();
        } else {
            secondBegun.countDown();
            new CountDownLatch(1).await();
        }
    }

    private static final class Rebalanced extends MockConsumer<String, byte[]> {
        private final Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        private ConsumerRebalanceListener listener;

        Rebalanced() {
            super("earliest");
        }

        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalanceListener) {
            listener = rebalanceListener;
            super.subscribe(topics, rebalanceListener);
        }

        /** Kafka's model tells no commits of partitions that it gave away. */
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            super.commitSync(offsets);
            commits.putAll(offsets);
        }
    }
}
