package dev.refinery.contracts.score;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A candidate's scores under one policy.
 *
 * @param policyDigest sha256 of the policy document that judged it
 * @param references in the order of the job's references
 * @param prompt null = the policy does not judge it, or there is none
 */
public record Scorecard(
        String policyDigest,
        List<ReferenceScore> references,
        QualityScore quality,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PromptScore prompt) {
    public Scorecard {
        references = List.copyOf(references);
        Require.that(!references.isEmpty(), "references", "must not be empty");
    }

    /** Without a prompt's score. */
    public Scorecard(String policyDigest, List<ReferenceScore> references, QualityScore quality) {
        this(policyDigest, references, quality, null);
    }

    public boolean meetsAllGates() {
        return quality.meetsGate()
                && (prompt == null || prompt.meetsGate())
                && references.stream().allMatch(ReferenceScore::meetsGate);
    }
}
