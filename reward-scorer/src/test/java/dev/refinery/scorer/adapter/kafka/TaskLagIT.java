package dev.refinery.scorer.adapter.kafka;

import static org.awaitility.Awaitility.await;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, before and after there was a first worker. */
@Backends
class TaskLagIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "refinery-workers";

    @TempDir
    Path folder;

    @Test
    void tasksAreCountedWithoutAWorkerAndUntilOneHasFinishedThemAndNotAtAllInAnOutage() throws Exception {
        try (KafkaBackend kafka = KafkaBackend.start(folder)) {
            KafkaConnection connection = new KafkaConnection(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            new TopicProvisioner(connection.settings(), Optional.of((short) 1), PATIENCE).provision(Topic.all());
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (TaskLag lag = new TaskLag(new KafkaClients(connection).admin(), GROUP, Duration.ofMillis(100))) {
                lag.start(meters);
                await().atMost(PATIENCE).until(() -> gauge(meters, Lane.INTERACTIVE) == 0);

                write(connection, Topic.TASKS_INTERACTIVE, 3);
                write(connection, Topic.TASKS_BATCH, 1);
                await().atMost(PATIENCE)
                        .until(() -> gauge(meters, Lane.INTERACTIVE) == 3 && gauge(meters, Lane.BATCH) == 1);

                finishOne(connection);
                await().atMost(PATIENCE)
                        .until(() -> gauge(meters, Lane.INTERACTIVE) == 2 && gauge(meters, Lane.BATCH) == 1);

                kafka.stop();
                await().atMost(PATIENCE).until(() -> Double.isNaN(gauge(meters, Lane.INTERACTIVE)));
                kafka.restart();
                await().atMost(PATIENCE).until(() -> gauge(meters, Lane.INTERACTIVE) == 2);
            }
        }
    }

    private static double gauge(SimpleMeterRegistry meters, Lane lane) {
        return meters.get("refinery.tasks.lag")
                .tag("lane", lane.wireName())
                .gauge()
                .value();
    }

    private static void write(KafkaConnection connection, Topic topic, int tasks) {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(connection.settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < tasks; i++) {
                producer.send(new ProducerRecord<>(topic.name(), new byte[] {1}));
            }
        }
    }

    private static void finishOne(KafkaConnection connection) throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
        try (Admin admin = Admin.create(connection.settings())) {
            admin.incrementalAlterConfigs(Map.of(
                            group,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        Map<String, Object> config = new HashMap<>(connection.settings());
        config.putAll(Map.of("group.id", GROUP, "share.acquire.mode", "record_limit", "max.poll.records", 1));
        try (ShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.TASKS_INTERACTIVE.name()));
            await().atMost(PATIENCE)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).count() == 1);
            consumer.commitSync();
        }
    }
}
