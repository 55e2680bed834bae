package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates the topics of the catalogue that do not exist yet, where this is permitted. Repeating it is harmless. */
final class TopicProvisioner {
    private static final Logger LOG = Logger.getLogger(TopicProvisioner.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String bootstrapServers;
    private final short replication;

    TopicProvisioner(String bootstrapServers, short replication) {
        this.bootstrapServers = bootstrapServers;
        this.replication = replication;
    }

    void provision() throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000);
        try (Admin admin = Admin.create(config)) {
            Set<String> existing = admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            List<NewTopic> missing = Topic.all().stream()
                    .filter(t -> !existing.contains(t.name()))
                    .map(this::create)
                    .toList();
            for (NewTopic topic : missing) {
                try {
                    admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.infof("created topic=%s partitions=%d", topic.name(), topic.numPartitions());
                } catch (ExecutionException e) {
                    tolerate(topic.name(), e);
                }
            }
        }
    }

    private static void tolerate(String topic, ExecutionException e) throws ExecutionException {
        if (e.getCause() instanceof TopicAuthorizationException) {
            LOG.warnf("not permitted to create topic=%s; it must be created by hand", topic);
        } else if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
        }
    }

    private NewTopic create(Topic topic) {
        return new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.config());
    }
}
