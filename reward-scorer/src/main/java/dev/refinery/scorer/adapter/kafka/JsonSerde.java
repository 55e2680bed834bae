package dev.refinery.scorer.adapter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** What the controller remembers, as JSON. */
final class JsonSerde {
    private JsonSerde() {}

    static <T> Serde<T> of(Class<T> type) {
        Serializer<T> serializer = (topic, value) -> {
            try {
                return value == null ? null : Json.mapper().writerFor(type).writeValueAsBytes(value);
            } catch (JsonProcessingException e) {
                throw new SerializationException(type.getSimpleName() + " does not serialise", e);
            }
        };
        Deserializer<T> deserializer = (topic, bytes) -> {
            try {
                return bytes == null ? null : Json.mapper().readValue(bytes, type);
            } catch (IOException e) {
                throw new SerializationException(type.getSimpleName() + " does not parse", e);
            }
        };
        return Serdes.serdeFrom(serializer, deserializer);
    }
}
