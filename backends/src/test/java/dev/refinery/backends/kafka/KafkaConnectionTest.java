package dev.refinery.backends.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {
    private static SmallRyeConfig config(Map<String, String> file, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(file, "application.properties", 250),
                        new EnvConfigSource(environment, 300))
                .build();
    }

    @Test
    void settingsComeFromPropertiesAndVariables() {
        SmallRyeConfig config = config(
                Map.of("kafka.bootstrap.servers", "127.0.0.1:9092", "kafka.ssl.truststore.type", "PEM", "other", "x"),
                Map.of("KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "KAFKA_SASL_JAAS_CONFIG", "Module required;"));

        assertThat(KafkaConnection.of(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class))
                        .settings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "127.0.0.1:9092"),
                        Map.entry("ssl.truststore.type", "PEM"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.jaas.config", "Module required;"));
    }

    @Test
    void aVariableWinsOverTheFile() {
        SmallRyeConfig config = config(
                Map.of("kafka.bootstrap.servers", "127.0.0.1:9092"), Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9093"));

        assertThat(KafkaConnection.of(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class))
                        .settings())
                .containsOnly(Map.entry("bootstrap.servers", "kafka:9093"));
    }

    @Test
    void anEmptyValueIsNotSet() {
        SmallRyeConfig config = config(Map.of("kafka.bootstrap.servers", "a:1"), Map.of("KAFKA_SASL_MECHANISM", ""));

        assertThat(KafkaConnection.of(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class))
                        .settings())
                .containsOnlyKeys("bootstrap.servers");
    }
}
