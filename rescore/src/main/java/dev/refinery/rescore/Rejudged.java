package dev.refinery.rescore;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.score.Scorecard;
import org.jspecify.annotations.Nullable;

/**
 * One candidate under both policies.
 *
 * @param fresh under the new policy; null = its pixels, or a reference's, are gone or unreadable
 */
record Rejudged(
        CandidateId candidate,
        boolean delivered,
        Scorecard recorded,
        @Nullable Scorecard fresh) {}
