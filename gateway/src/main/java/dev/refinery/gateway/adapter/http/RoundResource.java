package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.Standing;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One round with its candidates.
 *
 * @param round 0-based; null for the full-size renders
 * @param verdict null while the round is running, and for the full-size renders
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Round")
public record RoundResource(
        @Nullable Integer round,
        String stage,
        @Nullable Verdict verdict,
        @Nullable String best,
        @Nullable String sentence,
        @Nullable Map<String, Double> weights,
        @Nullable Map<String, Double> guidance,
        @Nullable Map<String, Integer> plan,
        @Nullable RoundExplanation explanation,
        @Nullable Instant evaluatedAt,
        List<CandidateResource> candidates) {

    /**
     * @param image link to its pixels; null when it was never made
     * @param reasons why a vision judge scored as it did, by reference; null = none is kept
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Candidate")
    public record CandidateResource(
            int index,
            Instant at,
            @Nullable String image,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Standing standing,

            @Schema(description = "Why a vision judge scored as it did, by reference; the latest are kept.") @Nullable
            Map<String, String> reasons,

            JobView.@Nullable Failure failure) {}

    static List<RoundResource> of(JobView view, JobLinks links) {
        JobSpec spec = Objects.requireNonNull(view.spec());
        Stream<Integer> evaluated = view.rounds().stream().map(JobView.Round::round);
        Stream<Integer> running = view.candidates().stream().map(JobView.Candidate::round);
        return Stream.concat(evaluated, running)
                .distinct()
                .sorted()
                .map(round -> of(view, spec, round, links))
                .toList();
    }

    private static RoundResource of(JobView view, JobSpec spec, int round, JobLinks links) {
        List<CandidateResource> candidates = view.candidates().stream()
                .filter(c -> c.round() == round)
                .sorted(Comparator.comparingInt(JobView.Candidate::index))
                .map(c -> new CandidateResource(
                        c.index(),
                        c.at(),
                        c.image() == null ? null : links.candidateImage(spec.id(), round, c.index()),
                        c.image() == null ? null : c.image().width(),
                        c.image() == null ? null : c.image().height(),
                        c.judged() ? Standing.of(c) : null,
                        c.reasons(),
                        c.failure()))
                .toList();
        boolean fullSize = round == CandidateId.FINAL_ROUND;
        JobView.Round evaluated = view.rounds().stream()
                .filter(r -> r.round() == round)
                .findFirst()
                .orElse(null);
        if (evaluated == null) {
            return new RoundResource(
                    fullSize ? null : round,
                    fullSize ? "final" : "preview",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    candidates);
        }
        return new RoundResource(
                round,
                "preview",
                evaluated.verdict(),
                evaluated.best(),
                evaluated.sentence(),
                evaluated.weights(),
                evaluated.guidance(),
                evaluated.plan(),
                evaluated.explanation(),
                evaluated.at(),
                candidates);
    }
}
