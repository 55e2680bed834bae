package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @Test
    void handsEachTaskOfAShareGroupToOneConsumer() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
            createTopic(kafka, "tasks");
            startShareGroupAtTheBeginning(kafka, "workers");
            produce(kafka, "tasks", "a", "b", "c");
            List<String> taken = new ArrayList<>();
            try (var first = shareConsumer(kafka, "workers");
                    var second = shareConsumer(kafka, "workers")) {
                first.subscribe(List.of("tasks"));
                second.subscribe(List.of("tasks"));
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    takeOne(first, taken);
                    takeOne(second, taken);
                    return taken.size() >= 3;
                });
            }
            assertThat(taken).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void recordsAndShareStateSurviveARestart() throws Exception {
        int port;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
            port = kafka.port();
            createTopic(kafka, "tasks");
            startShareGroupAtTheBeginning(kafka, "workers");
            produce(kafka, "tasks", "done", "open");
            try (var consumer = shareConsumer(kafka, "workers")) {
                consumer.subscribe(List.of("tasks"));
                List<String> taken = new ArrayList<>();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    takeOne(consumer, taken);
                    return taken.contains("done");
                });
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, port)) {
            assertThat(readAll(kafka, "tasks", 2)).containsExactly("done", "open");
            try (var consumer = shareConsumer(kafka, "workers")) {
                consumer.subscribe(List.of("tasks"));
                List<String> taken = new ArrayList<>();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    takeOne(consumer, taken);
                    return !taken.isEmpty();
                });
                assertThat(taken).first().isEqualTo("open");
            }
        }
    }

    @Test
    void clientsSurviveARestartInPlace() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data);
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            createTopic(kafka, "log");
            producer.send(new ProducerRecord<>("log", "before")).get(30, TimeUnit.SECONDS);
            kafka.restart();
            producer.send(new ProducerRecord<>("log", "after")).get(60, TimeUnit.SECONDS);
            assertThat(readAll(kafka, "log", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void commitsTransactions() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data);
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "t"),
                        new StringSerializer(),
                        new StringSerializer())) {
            createTopic(kafka, "log");
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("log", "aborted"));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("log", "committed"));
            producer.commitTransaction();
            assertThat(readAll(kafka, "log", 1)).containsExactly("committed");
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        try (EmbeddedKafka first = EmbeddedKafka.start(data.resolve("first"))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(data.resolve("second"), first.port()))
                    .isInstanceOf(StackStartException.class)
                    .hasMessageContaining("another program uses that port");
        }
    }

    private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static void startShareGroupAtTheBeginning(EmbeddedKafka kafka, String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var earliest =
                    new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void produce(EmbeddedKafka kafka, String topic, String... values) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static KafkaShareConsumer<String, String> shareConsumer(EmbeddedKafka kafka, String group) {
        return new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        group,
                        "share.acknowledgement.mode",
                        "explicit",
                        "share.acquire.mode",
                        "record_limit",
                        "max.poll.records",
                        1),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static void takeOne(KafkaShareConsumer<String, String> consumer, List<String> taken) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            taken.add(record.value());
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        consumer.commitSync();
    }

    private static List<String> readAll(EmbeddedKafka kafka, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            Awaitility.await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
