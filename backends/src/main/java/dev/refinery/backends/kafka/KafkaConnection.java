package dev.refinery.backends.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

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

    /**
     * The {@code kafka.*} properties and {@code KAFKA_*} variables of a configuration; empty values count as not set.
     *
     * @param names of all that is configured
     * @param values by name
     */
    public static KafkaConnection of(Iterable<String> names, Function<String, Optional<String>> values) {
        Map<String, Object> settings = new TreeMap<>();
        for (String name : names) {
            // A variable has underscores where Kafka's names have dots: none of them has an underscore of its own.
            String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (property.startsWith(PREFIX)) {
                values.apply(property)
                        .or(() -> values.apply(name))
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> settings.put(property.substring(PREFIX.length()), value));
            }
        }
        return new KafkaConnection(settings);
    }
}
