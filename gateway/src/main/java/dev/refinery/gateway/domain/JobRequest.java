package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as a client asks for it: well-formed, every number in its range, but no reference fetched or looked at.
 *
 * @param seed null = derived from the job's id
 */
@JsonNaming(SnakeCaseStrategy.class)
public record JobRequest(
        String model,
        String prompt,
        List<ReferenceRequest> references,
        OutputSpec output,
        RefinementSpec refinement,
        @Nullable Long seed,
        String priority,
        Duration deadline,
        Duration retention,
        @Nullable String externalId,
        @Nullable WebhookRequest webhook,
        Map<String, String> metadata,
        List<String> labels,
        @Nullable Destination destination) {
    public JobRequest {
        labels = List.copyOf(labels);
        references = List.copyOf(references);
        metadata = Map.copyOf(metadata);
    }

    /** The same with one label more. */
    public JobRequest labelled(String label) {
        List<String> more = new ArrayList<>(labels);
        more.add(label);
        return new JobRequest(
                model,
                prompt,
                references,
                output,
                refinement,
                seed,
                priority,
                deadline,
                retention,
                externalId,
                webhook,
                metadata,
                more,
                destination);
    }

    /** @param image where its pixels are; {@code mask} likewise, null = none given */
    public record ReferenceRequest(
            String name,
            Role role,
            Source image,
            @Nullable Source mask,
            double weight,
            @Nullable Double gate,
            @Nullable Double heightCm) {}

    /** Where a picture comes from. */
    public sealed interface Source {
        /** Uploaded before. */
        record Asset(String id) implements Source {}

        /** What a URL can say. */
        sealed interface Addressed extends Source permits Url, Inline {}

        /** To be fetched by the gateway. */
        record Url(String url) implements Addressed {}

        /** Inside the request itself, base64. */
        record Inline(String base64) implements Addressed {
            /** @throws IllegalArgumentException it is not base64 */
            public byte[] bytes() {
                return Base64.getDecoder().decode(base64);
            }
        }

        /** A part of the same multipart request: by this part name, or by this file name. */
        record Part(String name) implements Source {}
    }

    public record WebhookRequest(String url, List<String> events) {
        public WebhookRequest {
            events = List.copyOf(events);
        }
    }
}
