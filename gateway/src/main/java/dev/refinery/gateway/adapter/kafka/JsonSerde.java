package dev.refinery.gateway.adapter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Records of this module as JSON. */
final class JsonSerde {
    private JsonSerde() {}

    static <T> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom((topic, value) -> write(value), (topic, bytes) -> read(type, bytes));
    }

    @SuppressWarnings("NullAway") // Kafka's tombstones: null in, null out.
    private static <T> byte[] write(@Nullable T value) {
        if (value == null) {
            return null;
        }
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException("does not serialise: " + value.getClass(), e);
        }
    }

    @SuppressWarnings("NullAway") // Kafka's tombstones: null in, null out.
    private static <T> T read(Class<T> type, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return Json.mapper().readValue(bytes, type);
        } catch (IOException e) {
            throw new SerializationException("does not parse as " + type.getSimpleName(), e);
        }
    }
}
