package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.RoundExplanation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a job's event stream, and the data of a webhook: whole enough to draw progress from it alone.
 *
 * @param elapsedMs milliseconds since the submission
 * @param round 0-based search round; null for events about the job and for full-size renders
 * @param stage {@code preview} or {@code final}; null for events about the job
 * @param candidatesDone candidates of this round (or full-size renders) that are judged or lost so far
 * @param candidatesTotal how many this round has; null for full-size renders
 * @param best the best of its stage so far, this one included
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProgressEvent(
        long seq,
        ProgressType type,
        String job,
        JobStatus status,
        Instant at,
        long elapsedMs,
        @Nullable Integer round,
        int maxRounds,
        @Nullable String stage,
        @Nullable Integer candidatesDone,
        @Nullable Integer candidatesTotal,
        @Nullable Standing candidate,
        @Nullable String image,
        JobView.@Nullable Failure failure,
        @Nullable Standing best,
        @Nullable Verdict verdict,
        @Nullable String sentence,
        @Nullable Map<String, Double> weights,
        @Nullable Map<String, Integer> plan,
        @Nullable RoundExplanation explanation,
        @Nullable Ended ended) {

    /** What only the last event carries. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Ended(
            @Nullable Quality outcome,
            int rounds,
            int candidates,
            List<ResultLink> results,
            @Nullable String externalId,
            Map<String, String> metadata,
            @Nullable OutcomeExplanation explanation) {
        public Ended {
            results = List.copyOf(results);
            metadata = Map.copyOf(metadata);
        }
    }
}
