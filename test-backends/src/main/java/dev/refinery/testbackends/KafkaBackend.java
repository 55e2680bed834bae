package dev.refinery.testbackends;

import dev.refinery.localstack.EmbeddedKafka;
import java.nio.file.Path;

/** One Kafka node with share groups on. It keeps its address and its data over {@link #stop()} and {@link #restart()}. */
public interface KafkaBackend extends AutoCloseable {
    /** @param data folder of the embedded node; unused in containers */
    static KafkaBackend start(Path data) {
        return Backends.Available.inContainers() ? KafkaInContainer.start() : new Embedded(EmbeddedKafka.start(data));
    }

    String bootstrapServers();

    void stop();

    void restart();

    @Override
    void close();

    /** The default. */
    record Embedded(EmbeddedKafka kafka) implements KafkaBackend {
        @Override
        public String bootstrapServers() {
            return kafka.bootstrapServers();
        }

        @Override
        public void stop() {
            kafka.stop();
        }

        @Override
        public void restart() {
            kafka.restart();
        }

        @Override
        public void close() {
            kafka.close();
        }
    }
}
