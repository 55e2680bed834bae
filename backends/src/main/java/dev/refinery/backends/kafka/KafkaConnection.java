package dev.refinery.backends.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * How to reach Kafka: every {@code kafka.*} setting as the clients name it, such as {@code security.protocol}. Immutable.
 *
 * @param settings {@code bootstrap.servers} and the security settings; a client adds its own
 */
public record KafkaConnection(Map<String, Object> settings) {
    private static final String PREFIX = "kafka.";

    public KafkaConnection {
        settings = Map.copyOf(settings);
    }

    /** The {@code kafka.*} properties and {@code KAFKA_*} variables of a configuration; empty values count as not set. */
    public static KafkaConnection of(Config config) {
        Map<String, Object> settings = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            // A variable has underscores where Kafka's names have dots: none of them has an underscore of its own.
            String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (property.startsWith(PREFIX)) {
                config.getOptionalValue(property, String.class)
                        .or(() -> config.getOptionalValue(name, String.class))
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> settings.put(property.substring(PREFIX.length()), value));
            }
        }
        return new KafkaConnection(settings);
    }
}
