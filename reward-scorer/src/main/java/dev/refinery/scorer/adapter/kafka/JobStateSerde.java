package dev.refinery.scorer.adapter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.refinement.JobState;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** A job's state as JSON. */
final class JobStateSerde {
    private JobStateSerde() {}

    static Serde<JobState> create() {
        Serializer<JobState> serializer = (topic, state) -> {
            try {
                return state == null
                        ? null
                        : Json.mapper().writerFor(JobState.class).writeValueAsBytes(state);
            } catch (JsonProcessingException e) {
                throw new SerializationException("a job's state does not serialise", e);
            }
        };
        Deserializer<JobState> deserializer = (topic, bytes) -> {
            try {
                return bytes == null ? null : Json.mapper().readValue(bytes, JobState.class);
            } catch (IOException e) {
                throw new SerializationException("a job's state does not parse", e);
            }
        };
        return Serdes.serdeFrom(serializer, deserializer);
    }
}
