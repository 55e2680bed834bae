package dev.refinery.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a job's event stream, and the data of its webhooks: whole enough to draw progress from it alone.
 *
 * @param seq grows within the job
 * @param type one of the constants, or one that is newer than this client
 * @param round from 0; null for events about the job and for full-size renders
 * @param stage {@code preview} or {@code final}; null for events about the job
 * @param candidatesDone of this round
 * @param image address of the candidate's pixels
 * @param best of its stage so far
 * @param ended what only the last event carries
 */
public record JobEvent(
        long seq,
        String type,
        String job,
        @Nullable JobStatus status,
        @Nullable Instant at,
        long elapsedMs,
        @Nullable Integer round,
        int maxRounds,
        @Nullable String stage,
        @Nullable Integer candidatesDone,
        @Nullable Integer candidatesTotal,
        @Nullable Standing candidate,
        @Nullable String image,
        @Nullable Failure failure,
        @Nullable Standing best,
        @Nullable Verdict verdict,
        @Nullable String sentence,
        Map<String, Double> weights,
        Map<String, Integer> plan,
        @Nullable JsonNode explanation,
        @Nullable Ended ended) {
    public static final String QUEUED = "job.queued";
    public static final String STARTED = "job.started";
    public static final String CONTINUED = "job.continued";
    public static final String CANCELING = "job.canceling";
    public static final String CANDIDATE_SCORED = "candidate.scored";
    public static final String CANDIDATE_FAILED = "candidate.failed";
    public static final String ROUND_COMPLETED = "job.round.completed";
    public static final String SUCCEEDED = "job.succeeded";
    public static final String FAILED = "job.failed";
    public static final String CANCELED = "job.canceled";
    public static final String EXPIRED = "job.expired";

    public JobEvent {
        Objects.requireNonNull(type, "type");
        weights = Absent.map(weights);
        plan = Absent.map(plan);
    }

    /** Nothing comes after it, unless the job is continued. */
    public boolean ends() {
        return switch (type) {
            case SUCCEEDED, FAILED, CANCELED, EXPIRED -> true;
            default -> false;
        };
    }

    public record Ended(
            @Nullable Outcome outcome,
            int rounds,
            int candidates,
            List<Result> results,
            @Nullable String externalId,
            Map<String, String> metadata,
            @Nullable JsonNode explanation) {
        public Ended {
            results = Absent.list(results);
            metadata = Absent.map(metadata);
        }
    }
}
