package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.Reference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much each reference counts, round by round: references that the best candidate fails gain weight, and guidance
 * follows the weights (difficulty-aware reweighting, DyRef, arXiv 2606.26947, normalised before it is clipped).
 *
 * @param weights by reference, sum 1
 * @param guidance log guidance by reference, 0 = neutral, within [ln 1/2, ln 2]
 */
public record Emphasis(Map<String, Double> weights, Map<String, Double> guidance) {
    private static final double KEEP = 0.9;
    private static final double GAIN = 0.3;
    private static final double LEAST = 0.5;
    private static final double MOST = 3;

    public Emphasis {
        weights = Map.copyOf(weights);
        guidance = Map.copyOf(guidance);
    }

    /** The client's weights, neutral guidance. */
    static Emphasis initial(List<Reference> references) {
        Map<String, Double> weights = new TreeMap<>();
        references.forEach(r -> weights.put(r.name(), r.weight()));
        normalise(weights);
        Map<String, Double> guidance = new TreeMap<>();
        references.forEach(r -> guidance.put(r.name(), 0.0));
        return new Emphasis(weights, guidance);
    }

    /** After a round whose best candidate so far is {@code best}; masked references keep their share. */
    Emphasis after(Contender best) {
        int n = weights.size();
        Map<String, Double> next = new TreeMap<>();
        weights.forEach((name, w) -> next.put(
                name, w * StrictMath.exp(best.judged(name).map(Scores::deficit).orElse(0.0))));
        normalise(next);
        next.replaceAll((name, w) -> Math.max(LEAST / n, Math.min(MOST / n, w)));
        normalise(next);
        Map<String, Double> steered = new TreeMap<>();
        guidance.forEach((name, g) ->
                steered.put(name, clip(KEEP * g + GAIN * (n * next.getOrDefault(name, 1.0 / n) - 1))));
        return new Emphasis(next, steered);
    }

    static double clip(double guidance) {
        return Math.max(Genome.MIN_GUIDANCE, Math.min(Genome.MAX_GUIDANCE, guidance));
    }

    private static void normalise(Map<String, Double> weights) {
        double sum = weights.values().stream().mapToDouble(w -> w).sum();
        weights.replaceAll((name, w) -> w / sum);
    }
}
