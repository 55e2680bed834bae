package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replay changes; null or empty = as it was. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReplayRequest(
        @Nullable Long seed,
        @Nullable String prompt,
        @Nullable String policy,
        @Nullable String externalId,
        List<String> labels,
        Map<String, String> metadata) {
    /** The same once more. */
    public static final ReplayRequest AS_IT_WAS = builder().build();

    public ReplayRequest {
        labels = Absent.list(labels);
        metadata = Absent.map(metadata);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is not the default. Not thread-safe. */
    public static final class Builder {
        private @Nullable Long seed;
        private @Nullable String prompt;
        private @Nullable String policy;
        private @Nullable String externalId;
        private final List<String> labels = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        private Builder() {}

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder prompt(String value) {
            prompt = value;
            return this;
        }

        public Builder policy(String value) {
            policy = value;
            return this;
        }

        public Builder externalId(String value) {
            externalId = value;
            return this;
        }

        public Builder label(String one) {
            labels.add(one);
            return this;
        }

        public Builder metadata(String key, String value) {
            metadata.put(key, value);
            return this;
        }

        public ReplayRequest build() {
            return new ReplayRequest(seed, prompt, policy, externalId, labels, metadata);
        }
    }
}
