package dev.refinery.contracts.score;

import dev.refinery.contracts.Require;

/**
 * How well the picture shows what the prompt says. It never ranks candidates that meet the same gates.
 *
 * @param raw cosine of the text-image encoder
 * @param score calibrated, [0, 1]
 * @param gate the score that it must reach, [0, 1]; 0 = reported only
 */
public record PromptScore(double raw, double score, double gate) {
    public PromptScore {
        Require.finite(raw, "prompt.raw");
        Require.between(score, 0, 1, "prompt.score");
        Require.between(gate, 0, 1, "prompt.gate");
    }

    public boolean meetsGate() {
        return score >= gate;
    }
}
