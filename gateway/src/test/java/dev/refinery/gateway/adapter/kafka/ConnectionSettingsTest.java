package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.gateway.config.LogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** The gateway's clients get the settings of the connection: one that asks for a login cannot be made without one. */
class ConnectionSettingsTest {
    private final KafkaConnection connection = new KafkaConnection(Map.of(
            "bootstrap.servers", "127.0.0.1:1", "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"));

    @Test
    void theProducerWantsTheLogin() {
        assertThatThrownBy(() -> new AcknowledgedProducer(connection, Duration.ofSeconds(1)))
                .isInstanceOf(KafkaException.class)
                .rootCause()
                .hasMessageContaining("JAAS");
    }

    @Test
    void theStreamsHaveTheConnectionsSettingsBesideTheirOwn() {
        try (StreamsRuntime runtime = new StreamsRuntime(connection, new Settings(), Path.of("state"), Topology::new)) {
            assertThat(runtime.config())
                    .containsEntry("bootstrap.servers", "127.0.0.1:1")
                    .containsEntry("security.protocol", "SASL_PLAINTEXT")
                    .containsEntry("application.id", "refinery-gateway");
        }
    }

    private record Settings() implements LogSettings {
        @Override
        public String applicationId() {
            return "refinery-gateway";
        }

        @Override
        public Duration commitInterval() {
            return Duration.ofMillis(50);
        }

        @Override
        public short replication() {
            return 1;
        }
    }
}
