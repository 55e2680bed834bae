package dev.refinery.contracts.event;

import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;

/**
 * How far a reference is from its gate.
 *
 * @param score calibrated, [0, 1]
 * @param gate [0, 1]
 * @param margin score - gate: negative by how much it falls short
 */
public record GateMargin(String name, Role role, double score, double gate, double margin) {
    public static GateMargin of(ReferenceScore score) {
        return new GateMargin(score.name(), score.role(), score.score(), score.gate(), score.score() - score.gate());
    }
}
