package dev.refinery.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One round with its candidates.
 *
 * @param round from 0; null for the full-size renders
 * @param stage {@code preview} or {@code final}
 * @param verdict null while it runs, and for the full-size renders
 * @param best candidate so far
 * @param explanation what led to the verdict, as data, see docs/api.md
 */
public record Round(
        @Nullable Integer round,
        String stage,
        @Nullable Verdict verdict,
        @Nullable String best,
        @Nullable String sentence,
        Map<String, Double> weights,
        Map<String, Double> guidance,
        Map<String, Integer> plan,
        @Nullable JsonNode explanation,
        @Nullable Instant evaluatedAt,
        List<Candidate> candidates) {
    public Round {
        weights = Absent.map(weights);
        guidance = Absent.map(guidance);
        plan = Absent.map(plan);
        candidates = Absent.list(candidates);
    }

    /**
     * @param image address of its pixels; null = it was never made
     * @param standing null = it was not judged
     * @param reasons a vision judge's words by reference
     */
    public record Candidate(
            int index,
            Instant at,
            @Nullable String image,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Standing standing,
            Map<String, String> reasons,
            @Nullable Failure failure) {
        public Candidate {
            reasons = Absent.map(reasons);
        }
    }
}
