package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job to be done. Only references are needed, at least one of them a subject; what is null has the default that docs/api.md tells.
 *
 * @param prompt {@code @name} stands for the reference of that name
 * @param priority {@code interactive} or {@code batch}
 * @param deadline the job expires after it
 * @param retention pictures are deleted after it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobRequest(
        @Nullable String model,
        @Nullable String prompt,
        List<ReferenceRequest> references,
        @Nullable Output output,
        @Nullable Refinement refinement,
        @Nullable Long seed,
        @Nullable String priority,
        @Nullable Duration deadline,
        @Nullable Duration retention,
        @Nullable String externalId,
        Map<String, String> metadata,
        List<String> labels,
        @Nullable Destination destination,
        @Nullable Webhook webhook) {
    public JobRequest {
        references = Absent.list(references);
        metadata = Absent.map(metadata);
        labels = Absent.list(labels);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is not the default. Not thread-safe. */
    public static final class Builder {
        private @Nullable String model;
        private @Nullable String prompt;
        private final List<ReferenceRequest> references = new ArrayList<>();
        private @Nullable Output output;
        private @Nullable Refinement refinement;
        private @Nullable Long seed;
        private @Nullable String priority;
        private @Nullable Duration deadline;
        private @Nullable Duration retention;
        private @Nullable String externalId;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final List<String> labels = new ArrayList<>();
        private @Nullable Destination destination;
        private @Nullable Webhook webhook;

        private Builder() {}

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder prompt(String value) {
            prompt = value;
            return this;
        }

        public Builder reference(ReferenceRequest one) {
            references.add(one);
            return this;
        }

        public Builder output(Output value) {
            output = value;
            return this;
        }

        public Builder refinement(Refinement value) {
            refinement = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder priority(String value) {
            priority = value;
            return this;
        }

        public Builder deadline(Duration value) {
            deadline = value;
            return this;
        }

        public Builder retention(Duration value) {
            retention = value;
            return this;
        }

        public Builder externalId(String value) {
            externalId = value;
            return this;
        }

        public Builder metadata(String key, String value) {
            metadata.put(key, value);
            return this;
        }

        public Builder label(String one) {
            labels.add(one);
            return this;
        }

        public Builder destination(Destination value) {
            destination = value;
            return this;
        }

        public Builder webhook(Webhook value) {
            webhook = value;
            return this;
        }

        public JobRequest build() {
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
                    metadata,
                    labels,
                    destination,
                    webhook);
        }
    }
}
