package dev.refinery.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job as the gateway shows it, with every default filled in.
 *
 * @param outcome of a succeeded job
 * @param deadline when it expires
 * @param replayOf the job that it repeats
 * @param continuations how often it was given more budget
 * @param queue where it waits; null when it does not, or that is not known
 * @param sentence why it stopped, or what the last round led to
 * @param explanation the same as data, see docs/api.md
 */
public record Job(
        String id,
        JobStatus status,
        @Nullable Outcome outcome,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        String model,
        String prompt,
        List<Reference> references,
        Output output,
        Refinement refinement,
        long seed,
        String priority,
        Instant deadline,
        Instant retainUntil,
        @Nullable String externalId,
        @Nullable Webhook webhook,
        Map<String, String> metadata,
        List<String> labels,
        @Nullable String replayOf,
        @Nullable Destination destination,
        int continuations,
        @Nullable Cost cost,
        @Nullable Queue queue,
        @Nullable Progress progress,
        List<Result> results,
        @Nullable Failure failure,
        @Nullable String sentence,
        @Nullable JsonNode explanation,
        @Nullable Urls urls) {
    public Job {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        references = Absent.list(references);
        metadata = Absent.map(metadata);
        labels = Absent.list(labels);
        results = Absent.list(results);
    }

    /** @param asset id under which the picture can be used again */
    public record Reference(
            String name,
            Role role,
            String asset,
            @Nullable String mask,
            double weight,
            @Nullable Double gate,
            @Nullable Double heightCm,
            int width,
            int height) {}

    /** @param round from 0, that is worked on or was last */
    public record Progress(
            int round,
            int maxRounds,
            int roundsCompleted,
            int candidatesDone,
            int candidatesFailed,
            int candidatesTotal,
            @Nullable Standing best) {}

    /**
     * What it took so far.
     *
     * @param counted over how many of the candidates the rest adds up
     * @param functionEvaluations of the generator
     * @param providerDollars what providers take for the pictures, null = no price is known
     */
    public record Cost(
            int candidates,
            int counted,
            double deviceSeconds,
            long functionEvaluations,
            long bytesStored,
            @Nullable Double providerDollars) {}

    /**
     * @param position 1 = the next
     * @param startsInSeconds null when too few jobs were measured
     */
    public record Queue(int position, @Nullable Double startsInSeconds, int samples) {}

    /** Addresses of the job's resources; those of its results are in the results. */
    public record Urls(String self, String events, String rounds) {}
}
