package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, and consumers as workers have them: one for each task that they can hold. */
@Backends
class ShareGroupCapacityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GROUP = "refinery-workers";

    @TempDir
    Path folder;

    private final List<ShareConsumer<byte[], byte[]>> slots = new ArrayList<>();

    private void slot(KafkaBackend kafka, Topic topic) {
        ShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", GROUP),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic.name()));
        slots.add(consumer);
    }

    private void poll() {
        slots.forEach(slot -> slot.poll(Duration.ofMillis(10)));
    }

    @Test
    void slotsAreTheMembersOfTheGroupByLaneAndTheLastCountHoldsInAnOutage() {
        try (KafkaBackend kafka = KafkaBackend.start(folder)) {
            KafkaConnection connection = new KafkaConnection(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            new TopicProvisioner(connection.settings(), Optional.of((short) 1), PATIENCE).provision(Topic.all());
            try (ShareGroupCapacity capacity =
                    new ShareGroupCapacity(new KafkaClients(connection).admin(), GROUP, Duration.ofMillis(100))) {
                capacity.start();
                assertThat(capacity.slots(Lane.INTERACTIVE)).isZero();
                slot(kafka, Topic.TASKS_INTERACTIVE);
                slot(kafka, Topic.TASKS_INTERACTIVE);
                slot(kafka, Topic.TASKS_INTERACTIVE);
                slot(kafka, Topic.TASKS_BATCH);
                await().atMost(PATIENCE).until(() -> {
                    poll();
                    return capacity.slots(Lane.INTERACTIVE) == 3 && capacity.slots(Lane.BATCH) == 1;
                });
                assertThat(capacity.partitions()).isEqualTo(Topic.JOBS.partitions());
                kafka.stop();
                await().during(Duration.ofSeconds(2))
                        .atMost(PATIENCE)
                        .until(() -> capacity.slots(Lane.INTERACTIVE) == 3);
                slots.forEach(slot -> slot.close(Duration.ofMillis(100)));
            }
        }
    }
}
