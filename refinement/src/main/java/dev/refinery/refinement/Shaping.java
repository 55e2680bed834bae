package dev.refinery.refinement;

import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns scores into an order of candidates.
 *
 * <p>Discriminative reward scaling u_i = sigmoid(k (p_i - tau_i)) with k = min(25, 10 + 3 (max(n, 2) - 2)) and
 * difficulty weights follow DyRef (arXiv 2606.26947); the aggregate S = 1/2 sum w_i u_i + 1/2 min p_i is an augmented
 * Chebyshev scalarisation, so that no reference can be sacrificed for the mean. The group-relative score
 * sum w_i clip(z_i, +-3) only breaks ties. n counts the references judged; weights are renormalised over them.
 */
public final class Shaping {
    private static final double MIN_DEVIATION = 0.02;
    private static final double Z_LIMIT = 3;

    /** By (tier, S, tie-break), best first; the candidate's id makes it total. */
    static final Comparator<Shaped> BEST_FIRST = Comparator.comparingInt(Shaped::tier)
            .thenComparing(Comparator.comparingDouble(Shaped::aggregate).reversed())
            .thenComparing(Comparator.comparingDouble(Shaped::relative).reversed())
            .thenComparing(s -> s.contender().id());

    private Shaping() {}

    /** k, by the number of judged references. */
    static double steepness(int n) {
        return Math.min(25, 10 + 3.0 * (Math.max(n, 2) - 2));
    }

    /** u_i. */
    static double scaled(double score, double gate, int n) {
        return 1 / (1 + StrictMath.exp(-steepness(n) * (score - gate)));
    }

    /** S of one candidate. */
    static double aggregate(List<ReferenceScore> judged, Map<String, Double> weights) {
        if (judged.isEmpty()) {
            return 0;
        }
        return aggregate(
                judged.stream().mapToDouble(ReferenceScore::score).toArray(),
                judged.stream().mapToDouble(ReferenceScore::gate).toArray(),
                judged.stream()
                        .mapToDouble(score -> weight(weights, score.name()))
                        .toArray());
    }

    /** S of at least one score; the arrays are by reference. */
    static double aggregate(double[] scores, double[] gates, double[] weights) {
        double weighted = 0;
        double total = 0;
        double worst = 1;
        for (int i = 0; i < scores.length; i++) {
            weighted += weights[i] * scaled(scores[i], gates[i], scores.length);
            total += weights[i];
            worst = Math.min(worst, scores[i]);
        }
        return 0.5 * weighted / total + 0.5 * worst;
    }

    /**
     * The contenders in order, best first. Depends on their set only, not on their order or multiplicity.
     *
     * @param weights by reference name; a reference without one weighs 1
     */
    static List<Shaped> order(Collection<Contender> contenders, Map<String, Double> weights) {
        Map<String, Contender> distinct = new HashMap<>();
        contenders.forEach(c -> distinct.put(c.id().toString(), c));
        List<Contender> group = distinct.values().stream()
                .sorted(Comparator.comparing(Contender::id))
                .toList();
        Map<String, Spread> spreads = spreads(group);
        List<Shaped> shaped = new ArrayList<>();
        for (Contender contender : group) {
            List<ReferenceScore> judged = contender.judged();
            shaped.add(new Shaped(
                    contender,
                    Scores.tier(contender.scorecard()),
                    aggregate(judged, weights),
                    relative(judged, weights, spreads)));
        }
        shaped.sort(BEST_FIRST);
        return shaped;
    }

    private static double relative(
            List<ReferenceScore> judged, Map<String, Double> weights, Map<String, Spread> spreads) {
        double weighted = 0;
        double total = 0;
        for (ReferenceScore score : judged) {
            Spread spread = spreads.getOrDefault(score.name(), Spread.NONE);
            double u = scaled(score.score(), score.gate(), judged.size());
            double z = (u - spread.mean()) / Math.max(spread.deviation(), MIN_DEVIATION);
            double weight = weight(weights, score.name());
            weighted += weight * Math.max(-Z_LIMIT, Math.min(Z_LIMIT, z));
            total += weight;
        }
        return total == 0 ? 0 : weighted / total;
    }

    private static Map<String, Spread> spreads(List<Contender> group) {
        Map<String, List<Double>> scaled = new HashMap<>();
        for (Contender contender : group) {
            List<ReferenceScore> judged = contender.judged();
            for (ReferenceScore score : judged) {
                scaled.computeIfAbsent(score.name(), n -> new ArrayList<>())
                        .add(scaled(score.score(), score.gate(), judged.size()));
            }
        }
        Map<String, Spread> spreads = new HashMap<>();
        scaled.forEach((name, values) -> spreads.put(name, Spread.of(values)));
        return spreads;
    }

    static double weight(Map<String, Double> weights, String name) {
        return weights.getOrDefault(name, 1.0);
    }

    /** Mean and population standard deviation of u_i over the group. */
    private record Spread(double mean, double deviation) {
        static final Spread NONE = new Spread(0, 0);

        static Spread of(List<Double> values) {
            double mean = values.stream().mapToDouble(v -> v).sum() / values.size();
            double squares =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return new Spread(mean, StrictMath.sqrt(squares / values.size()));
        }
    }

    /**
     * A contender with what orders it.
     *
     * @param tier {@link Scores#tier}
     * @param aggregate S, [0, 1]
     * @param relative sum w_i clip(z_i, +-3)
     */
    record Shaped(Contender contender, int tier, double aggregate, double relative) {}
}
