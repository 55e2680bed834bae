package dev.refinery.contracts.score;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well one reference is kept.
 *
 * @param raw the metric's own scale
 * @param score calibrated, [0, 1]
 * @param gate the score that it must reach, [0, 1]
 * @param weight the client's weight
 * @param masked why this reference cannot be judged here (never imputed), null = judged
 * @param holdout calibrated score of the hold-out metric, which never ranks proposals; null = none
 * @param parts named parts of the metric for people to read, e.g. {@code structure}, {@code delta_e_mean}
 */
public record ReferenceScore(
        String name,
        Role role,
        double raw,
        double score,
        double gate,
        double weight,
        @Nullable String masked,
        @Nullable Double holdout,
        Map<String, Double> parts) {
    public ReferenceScore {
        Require.finite(raw, "raw");
        Require.between(score, 0, 1, "score");
        Require.between(gate, 0, 1, "gate");
        if (holdout != null) {
            Require.between(holdout, 0, 1, "holdout");
        }
        parts = Map.copyOf(parts);
    }

    public boolean judged() {
        return masked == null;
    }

    public boolean meetsGate() {
        return masked != null || score >= gate;
    }
}
