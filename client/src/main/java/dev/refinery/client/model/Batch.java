package dev.refinery.client.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of jobs that is worked on.
 *
 * @param label that its jobs bear
 * @param failure why none of it could be run
 */
public record Batch(
        String id,
        BatchStatus status,
        Instant createdAt,
        @Nullable Instant cancellingAt,
        @Nullable Instant endedAt,
        @Nullable Instant expiresAt,
        boolean rollover,
        @Nullable String label,
        Counts requestCounts,
        @Nullable String failure,
        @Nullable Urls urls) {
    public Batch {
        Objects.requireNonNull(id, "id");
    }

    /**
     * @param submitted jobs that were made
     * @param running of them, not ended yet
     * @param failed lines that are no jobs included, of which there are {@code invalid}
     */
    public record Counts(
            int total, int submitted, int running, int completed, int failed, int cancelled, int invalid) {}

    public record Urls(String self, String cancel, String output, String errors, String jobs) {}
}
