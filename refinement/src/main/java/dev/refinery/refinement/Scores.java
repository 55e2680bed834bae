package dev.refinery.refinement;

import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/** Readings of a scorecard. Masked references take no part in any of them. */
public final class Scores {
    private Scores() {}

    public static List<ReferenceScore> judged(Scorecard card) {
        return card.references().stream().filter(ReferenceScore::judged).toList();
    }

    /** Gates missed, the picture's quality gate and the prompt's included; a card on which nothing was judged misses one. */
    public static int gatesMissed(Scorecard card) {
        List<ReferenceScore> judged = judged(card);
        int missed = (int) judged.stream().filter(r -> !r.meetsGate()).count();
        PromptScore prompt = card.prompt();
        if (prompt != null && !prompt.meetsGate()) {
            missed++;
        }
        return missed + (card.quality().meetsGate() ? 0 : 1) + (judged.isEmpty() ? 1 : 0);
    }

    /**
     * The first key of every order: 0 = meets all gates, 1 = misses gates of references or the prompt, 2 = misses the quality gate. How
     * many references are missed does not count: counting would give up one that is far off to win two that are close.
     */
    static int tier(Scorecard card) {
        if (!card.quality().meetsGate()) {
            return 2;
        }
        return gatesMissed(card) == 0 ? 0 : 1;
    }

    /** min p_i, 0 when nothing was judged. */
    public static double worst(Scorecard card) {
        return judged(card).stream().mapToDouble(ReferenceScore::score).min().orElse(0);
    }

    /** Mean p_i, 0 when nothing was judged. */
    public static double mean(Scorecard card) {
        return judged(card).stream()
                .mapToDouble(ReferenceScore::score)
                .average()
                .orElse(0);
    }

    /** Mean h_i over the references that have a hold-out score. */
    public static OptionalDouble meanHoldout(Scorecard card) {
        return judged(card).stream()
                .map(ReferenceScore::holdout)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** Mean p_i - h_i over the references that have a hold-out score, 0 when none has: how optimistic the reward is. */
    public static double optimism(Scorecard card) {
        double sum = 0;
        int n = 0;
        for (ReferenceScore score : judged(card)) {
            Double holdout = score.holdout();
            if (holdout != null) {
                sum += score.score() - holdout;
                n++;
            }
        }
        return n == 0 ? 0 : sum / n;
    }

    /** v_i = max(0, tau_i - p_i) / tau_i, 0 for a gate of 0. */
    public static double deficit(ReferenceScore score) {
        return score.gate() == 0 ? 0 : Math.max(0, score.gate() - score.score()) / score.gate();
    }
}
