package dev.refinery.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.benchmarks.Degradation.Dimension;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench scorer} measured.
 *
 * @param candidates composed candidates that were judged against their own and others' references
 */
record ScorerReport(
        String policy,
        String policyDigest,
        int cases,
        int candidates,
        List<Discrimination> discrimination,
        List<Order> degradations,
        List<CutOut> cutOuts,
        List<Unknown> unknownOrigin,
        List<ColorDistance> colorDistance) {

    /** @param holdout null when the role has no hold-out */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Discrimination(
            Role role, Separation reward, @Nullable Separation holdout, double target) {
        boolean met() {
            return reward.auc() >= target;
        }
    }

    /**
     * One degradation.
     *
     * @param order by dimension that must fall
     * @param broken by dimension that must hold: series of {@code series} in which it lost too much
     * @param change mean change of the calibrated score at the strongest damage, by dimension
     */
    record Order(
            String degradation,
            int series,
            Map<Dimension, OrderCheck> order,
            Map<Dimension, Integer> broken,
            Map<Dimension, Double> change) {}

    /**
     * Candidates cut with one kind of wrong mask, against the same candidate cut with the right one.
     *
     * @param clearlyLower share whose calibrated subject score is lower by {@link ScorerBenchmark#CLEARLY} or more
     * @param rewarded cases and subjects whose wrong cut-out scored at least as high as the right one
     */
    record CutOut(
            WrongMask mask, int candidates, double right, double wrong, double clearlyLower, List<String> rewarded) {
        CutOut {
            rewarded = List.copyOf(rewarded);
        }
    }

    /**
     * A finished picture without a layout.
     *
     * @param masked why it cannot be judged; null = judged
     * @param rank among the same picture's scores against other jobs' references, 1 = own reference scores highest
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Unknown(
            String picture,
            String reference,
            Role role,
            @Nullable String masked,
            @Nullable Double score,
            @Nullable Double raw,
            @Nullable Integer rank,
            @Nullable Integer of) {}

    /** Mean CIEDE2000 inside a subject, as seen, over the candidates of a case. */
    record ColorDistance(String name, String subject, double mean, double least, double most) {}
}
