package dev.refinery.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.client.model.JobEvent;
import java.time.Instant;

/**
 * A message that was verified.
 *
 * @param id the same in every attempt and for every receiver: drop what you have seen
 * @param type such as {@code job.succeeded}, {@code batch.completed} or {@code webhook.test}
 * @param timestamp when it happened
 */
public record WebhookMessage(String id, String type, Instant timestamp, JsonNode data) {
    public boolean ofJob() {
        return type.startsWith("job.");
    }

    /** @throws IllegalStateException when it is not about a job */
    public JobEvent jobEvent() {
        if (!ofJob()) {
            throw new IllegalStateException(type + " is not about a job");
        }
        try {
            return ApiJson.mapper().treeToValue(data, JobEvent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job's event cannot be read", e);
        }
    }
}
