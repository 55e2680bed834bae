package dev.refinery.contracts.score;

import dev.refinery.contracts.Require;
import java.util.List;

/**
 * A candidate's scores under one policy.
 *
 * @param policyDigest sha256 of the policy document that judged it
 * @param references in the order of the job's references
 */
public record Scorecard(String policyDigest, List<ReferenceScore> references, QualityScore quality) {
    public Scorecard {
        references = List.copyOf(references);
        Require.that(!references.isEmpty(), "references", "must not be empty");
    }

    public boolean meetsAllGates() {
        return quality.meetsGate() && references.stream().allMatch(ReferenceScore::meetsGate);
    }
}
