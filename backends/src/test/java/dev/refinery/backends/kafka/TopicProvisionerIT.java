package dev.refinery.backends.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Backends
class TopicProvisionerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private KafkaBackend kafka;

    @BeforeEach
    void start() {
        kafka = KafkaBackend.start(data);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void createsTheCatalogueAndFindsItSuitable() throws Exception {
        provisioner(Optional.of((short) 1)).provision(Topic.all());
        provisioner(Optional.empty()).provision(Topic.all());
        try (Admin admin = admin()) {
            List<String> names = Topic.all().stream().map(Topic::name).toList();
            assertThat(admin.listTopics().names().get()).containsAll(names);
            assertThat(admin.describeTopics(names).allTopicNames().get())
                    .allSatisfy((name, topic) -> assertThat(topic.partitions())
                            .hasSize(Topic.all().stream()
                                    .filter(t -> t.name().equals(name))
                                    .findFirst()
                                    .orElseThrow()
                                    .partitions()));
        }
    }

    @Test
    void namesWhatIsUnsuitable() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic(Topic.JOB_VIEWS.name(), Topic.JOB_PARTITIONS, (short) 1)
                                    .configs(Map.of("cleanup.policy", "delete")),
                            new NewTopic(Topic.SCORES.name(), 2, (short) 1)))
                    .all()
                    .get();
        }
        assertThatThrownBy(() -> provisioner(Optional.empty()).provision(Topic.all()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refinery.job-views has cleanup.policy=delete instead of compact")
                .hasMessageContaining("refinery.scores has 2 partitions instead of 6");
    }

    @Test
    void saysWhichClusterDoesNotAnswer() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        String address = "127.0.0.1:" + nobody;
        assertThatThrownBy(() -> new TopicProvisioner(
                                Map.of("bootstrap.servers", address), Optional.empty(), Duration.ofSeconds(1))
                        .provision(Topic.all()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(address);
    }

    private TopicProvisioner provisioner(Optional<Short> replication) {
        return new TopicProvisioner(Map.of("bootstrap.servers", kafka.bootstrapServers()), replication, PATIENCE);
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
