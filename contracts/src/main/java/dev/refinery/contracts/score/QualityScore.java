package dev.refinery.contracts.score;

import dev.refinery.contracts.Require;
import java.util.Map;

/** The picture's own technical quality: a gate, never a reward. {@code score} and {@code gate} are in [0, 1]. */
public record QualityScore(double score, double gate, Map<String, Double> parts) {
    public QualityScore {
        Require.between(score, 0, 1, "quality.score");
        Require.between(gate, 0, 1, "quality.gate");
        parts = Map.copyOf(parts);
    }

    public boolean meetsGate() {
        return score >= gate;
    }
}
