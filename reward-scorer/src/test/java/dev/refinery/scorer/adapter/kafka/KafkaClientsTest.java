package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.backends.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every client gets the settings of the connection: one that asks for a login cannot be made without one. */
class KafkaClientsTest {
    private final KafkaClients clients = new KafkaClients(new KafkaConnection(Map.of(
            "bootstrap.servers", "127.0.0.1:1", "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN")));

    @Test
    void consumerProducerAndAdminWantTheLogin() {
        assertWantsALogin(() -> clients.candidates(1));
        assertWantsALogin(clients::scores);
        assertWantsALogin(clients::admin);
    }

    @Test
    void theControllerHasTheConnectionsSettingsBesideItsOwn() {
        assertThat(clients.controller("app", Path.of("state"), Duration.ofMillis(20), (short) 3))
                .containsEntry("bootstrap.servers", "127.0.0.1:1")
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("application.id", "app");
    }

    private static void assertWantsALogin(ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(KafkaException.class)
                .rootCause()
                .hasMessageContaining("JAAS");
    }
}
