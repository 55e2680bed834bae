package dev.refinery.client.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a job would take. A range is null where too few jobs were measured. */
public record Estimate(
        Candidates candidates,
        @Nullable Range deviceSeconds,
        @Nullable Range durationSeconds,
        @Nullable Range bytesStored,
        Basis basis) {
    public record Candidates(int previewsMin, int previewsMax, int rendersMin, int rendersMax) {}

    public record Range(double low, double high) {}

    /** @param oldest when the oldest of the measured jobs ended; null = there are none */
    public record Basis(
            int jobs,
            String model,
            String priority,
            @Nullable Instant oldest) {}
}
