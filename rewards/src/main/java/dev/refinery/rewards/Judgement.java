package dev.refinery.rewards;

import dev.refinery.contracts.score.Scorecard;
import java.util.Map;

/**
 * A candidate's scores, and why where someone said so.
 *
 * @param reasons a vision judge's words by reference, one line each, at most
 *     {@value dev.refinery.contracts.score.Reason#MAX_LENGTH} characters; empty = none gave any
 */
public record Judgement(Scorecard scorecard, Map<String, String> reasons) {
    public Judgement {
        reasons = Map.copyOf(reasons);
    }
}
