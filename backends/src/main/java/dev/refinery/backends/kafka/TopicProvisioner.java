package dev.refinery.backends.kafka;

import dev.refinery.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Creates the topics of the catalogue where that is permitted and checks those that exist. */
public final class TopicProvisioner {
    private static final Logger LOG = Logger.getLogger(TopicProvisioner.class);
    private static final String CLEANUP = "cleanup.policy";

    private final Map<String, Object> admin;
    private final Optional<Short> replication;
    private final Duration timeout;

    /**
     * @param connection {@code bootstrap.servers} and security settings
     * @param replication copies of the topics that are created; empty = the brokers' default
     * @param timeout for Kafka to answer at all
     */
    public TopicProvisioner(Map<String, Object> connection, Optional<Short> replication, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        this.admin = new HashMap<>(connection);
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(millis, 5_000));
        this.replication = replication;
        this.timeout = timeout;
    }

    /** @throws IllegalStateException Kafka does not answer, or a topic is missing or unsuitable; the message says which */
    public void provision(List<Topic> topics) {
        try (Admin client = Admin.create(admin)) {
            create(client, topics);
            check(client, topics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while checking the topics", e);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable(e);
            }
            throw new IllegalStateException(reason(e.getCause()), e);
        }
    }

    private String reason(@Nullable Throwable cause) {
        Object servers = admin.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        return switch (cause) {
            case SaslAuthenticationException refused ->
                "Kafka at " + servers + " refuses the credentials (look at kafka.sasl.jaas.config): "
                        + refused.getMessage();
            case SslAuthenticationException untrusted ->
                "no trusted TLS connection to Kafka at " + servers
                        + " (look at kafka.ssl.truststore.* and kafka.ssl.keystore.*): " + untrusted.getMessage();
            case null, default -> "cannot check the topics: " + cause;
        };
    }

    private IllegalStateException unreachable(Exception e) {
        return new IllegalStateException(
                "Kafka at " + admin.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) + " did not answer within "
                        + timeout,
                e);
    }

    private void create(Admin client, List<Topic> topics)
            throws InterruptedException, TimeoutException, ExecutionException {
        List<NewTopic> wanted = topics.stream()
                .map(t -> new NewTopic(t.name(), Optional.of(t.partitions()), replication).configs(t.config()))
                .toList();
        for (Map.Entry<String, KafkaFuture<Void>> created :
                client.createTopics(wanted).values().entrySet()) {
            try {
                answer(created.getValue());
                LOG.infof("created topic=%s", created.getKey());
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case TopicExistsException exists -> {}
                    case AuthorizationException denied ->
                        LOG.infof("may not create topics; checking only topic=%s", created.getKey());
                    case null, default -> throw e;
                }
            }
        }
    }

    private void check(Admin client, List<Topic> topics)
            throws InterruptedException, TimeoutException, ExecutionException {
        List<String> faults = new ArrayList<>();
        Map<ConfigResource, KafkaFuture<Config>> configs = client.describeConfigs(
                        topics.stream().map(TopicProvisioner::resource).toList())
                .values();
        for (Topic topic : topics) {
            try {
                TopicDescription found = answer(client.describeTopics(List.of(topic.name()))
                        .topicNameValues()
                        .get(topic.name()));
                Config config = answer(configs.get(resource(topic)));
                faults.addAll(faults(topic, found, config.entries()));
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case UnknownTopicOrPartitionException missing ->
                        faults.add(topic.name() + " does not exist and may not be created");
                    case AuthorizationException denied -> LOG.infof("may not look at topic=%s", topic.name());
                    case null, default -> throw e;
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("unsuitable topics: " + String.join("; ", faults));
        }
    }

    private <T> T answer(@Nullable KafkaFuture<T> future)
            throws InterruptedException, TimeoutException, ExecutionException {
        return Objects.requireNonNull(future, "an answer for every question")
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static List<String> faults(Topic topic, TopicDescription found, Collection<ConfigEntry> config) {
        List<String> faults = new ArrayList<>();
        int partitions = found.partitions().size();
        boolean joined = topic.partitions() == Topic.JOB_PARTITIONS;
        if (joined && partitions != topic.partitions()) {
            faults.add(topic.name() + " has " + partitions + " partitions instead of " + topic.partitions());
        }
        String wanted = topic.config().getOrDefault(CLEANUP, "delete");
        for (ConfigEntry entry : config) {
            if (entry.name().equals(CLEANUP)
                    && entry.value() != null
                    && !entry.value().equals(wanted)) {
                faults.add(topic.name() + " has " + CLEANUP + "=" + entry.value() + " instead of " + wanted);
            }
        }
        return faults;
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }
}
