package dev.refinery.client.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list: all filters apply; null or empty = no such filter.
 *
 * @param labels a job has all of them
 * @param metadata a job has all of these entries
 * @param createdAfter this instant or later
 * @param createdBefore earlier than this instant
 * @param batch id of the batch that the jobs belong to
 * @param pageSize of one request, 1 to 100; null = 20
 */
public record JobFilter(
        @Nullable JobStatus status,
        @Nullable String externalId,
        List<String> labels,
        Map<String, String> metadata,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable String batch,
        @Nullable Integer pageSize) {
    public static final JobFilter ALL = builder().build();

    public JobFilter {
        labels = Absent.list(labels);
        metadata = Absent.map(metadata);
        if (status == JobStatus.UNKNOWN) {
            throw new IllegalArgumentException("UNKNOWN is no status that can be asked for");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is not the default. Not thread-safe. */
    public static final class Builder {
        private @Nullable JobStatus status;
        private @Nullable String externalId;
        private final List<String> labels = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private @Nullable Instant createdAfter;
        private @Nullable Instant createdBefore;
        private @Nullable String batch;
        private @Nullable Integer pageSize;

        private Builder() {}

        public Builder status(JobStatus value) {
            status = value;
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

        public Builder createdAfter(Instant value) {
            createdAfter = value;
            return this;
        }

        public Builder createdBefore(Instant value) {
            createdBefore = value;
            return this;
        }

        public Builder batch(String value) {
            batch = value;
            return this;
        }

        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        public JobFilter build() {
            return new JobFilter(status, externalId, labels, metadata, createdAfter, createdBefore, batch, pageSize);
        }
    }
}
