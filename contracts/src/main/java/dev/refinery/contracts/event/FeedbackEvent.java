package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.score.ReferenceScore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.feedback}: what a round taught and what comes next. */
public sealed interface FeedbackEvent extends Event {
    /**
     * @param round 0-based
     * @param best the best candidate so far, over all rounds; null when the round produced none that could be judged
     * @param weights difficulty-aware weight by reference for the next round, mean 1/n
     * @param guidance log guidance by reference for the next round
     * @param elites kept candidates, best first
     * @param plan the next round's proposals: how many by operator, e.g. {@code focused: 2, fresh: 2, crossover: 1}
     * @param sentence one English sentence: which references fell short and what the next round changes
     * @param explanation the same as data; null in events of older versions
     */
    record RoundEvaluated(
            JobId job,
            TenantId tenant,
            int round,
            Verdict verdict,
            int candidatesJudged,
            int candidatesFailed,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            CandidateId best,

            double bestWorstScore,
            List<ReferenceScore> bestScores,
            Map<String, Double> weights,
            Map<String, Double> guidance,
            List<CandidateId> elites,
            Map<String, Integer> plan,
            String sentence,
            Instant evaluatedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            RoundExplanation explanation)
            implements FeedbackEvent {
        public RoundEvaluated {
            bestScores = List.copyOf(bestScores);
            weights = Map.copyOf(weights);
            guidance = Map.copyOf(guidance);
            elites = List.copyOf(elites);
            plan = Map.copyOf(plan);
        }
    }

    /** What the controller decided at the end of a round. */
    enum Verdict {
        REFINE,
        ACCEPT,
        EXHAUSTED,
        INFEASIBLE;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Verdict parse(String text) {
            for (Verdict verdict : values()) {
                if (verdict.wireName().equals(text)) {
                    return verdict;
                }
            }
            throw new InvalidValueException("verdict", "must be refine, accept, exhausted or infeasible");
        }
    }
}
