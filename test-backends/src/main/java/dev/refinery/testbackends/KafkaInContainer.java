package dev.refinery.testbackends;

import java.util.List;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Apache Kafka's own image. The host port is fixed, so that clients find it again after a restart. */
final class KafkaInContainer implements KafkaBackend {
    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.2.1");
    private static final int CLIENT_PORT = 9092;

    private final KafkaContainer container;

    private KafkaInContainer(KafkaContainer container) {
        this.container = container;
    }

    static KafkaInContainer start() {
        KafkaContainer container = new KafkaContainer(IMAGE)
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        container.setPortBindings(List.of("127.0.0.1:" + HostPort.free() + ":" + CLIENT_PORT));
        container.start();
        return new KafkaInContainer(container);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
        container
                .getDockerClient()
                .restartContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.close();
    }
}
