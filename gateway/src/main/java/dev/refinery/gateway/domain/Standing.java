package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.domain.JobView.Candidate;
import dev.refinery.gateway.domain.JobView.Prompt;
import dev.refinery.gateway.domain.JobView.Score;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How good one candidate is, for people who watch. The controller's own order (with weights and shaping) decides; this one
 * needs scores only: fewest gates missed, then the highest worst score, then the highest sum.
 *
 * @param candidate {@code <round>/<index>} or {@code final/<attempt>}
 * @param worst lowest score of the references that could be judged, [0, 1]; null = none could
 * @param prompt null when the policy does not judge it
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Standing(
        String candidate,
        @Nullable Double worst,
        int gatesMissed,
        @Nullable Double quality,
        @Nullable Prompt prompt,
        List<Score> scores) {
    private static final Comparator<Standing> BEST_FIRST = Comparator.comparingInt(Standing::gatesMissed)
            .thenComparing(Comparator.comparingDouble(Standing::worstOrZero).reversed())
            .thenComparing(Comparator.comparingDouble(Standing::sum).reversed())
            .thenComparing(Standing::candidate);

    public static Standing of(Candidate candidate) {
        List<Score> scores = candidate.scores();
        int missed = (int) scores.stream().filter(s -> !s.meetsGate()).count();
        Double quality = candidate.quality();
        Double qualityGate = candidate.qualityGate();
        if (quality != null && qualityGate != null && quality < qualityGate) {
            missed++;
        }
        Prompt prompt = candidate.prompt();
        if (prompt != null && !prompt.meetsGate()) {
            missed++;
        }
        Optional<Double> worst = scores.stream()
                .filter(s -> s.masked() == null)
                .map(Score::score)
                .min(Comparator.naturalOrder());
        return new Standing(
                JobViewFold.shortName(candidate.round(), candidate.index()),
                worst.orElse(null),
                missed,
                quality,
                prompt,
                scores);
    }

    /** The better of two; ties go to the lower id, so that the answer does not depend on who came first. */
    public static Standing better(@Nullable Standing a, Standing b) {
        return a == null || BEST_FIRST.compare(b, a) < 0 ? b : a;
    }

    private double worstOrZero() {
        return worst == null ? 0 : worst;
    }

    private double sum() {
        return scores.stream().mapToDouble(Score::score).sum();
    }
}
