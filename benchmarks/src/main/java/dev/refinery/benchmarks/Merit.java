package dev.refinery.benchmarks;

import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.Scores;
import java.util.List;
import java.util.stream.Stream;

/** What baselines order candidates by. A candidate that misses the quality gate comes after all that meet it. */
final class Merit {
    private Merit() {}

    /** What people do today: the mean of what the metrics say, uncalibrated. */
    static double meanRaw(Scorecard card) {
        return gated(
                card,
                Scores.judged(card).stream()
                        .mapToDouble(ReferenceScore::raw)
                        .average()
                        .orElse(0));
    }

    static double mean(Scorecard card) {
        return gated(card, Scores.mean(card));
    }

    /** Half the mean, half the worst: the augmented Chebyshev scalarisation, without weights. */
    static double chebyshev(Scorecard card) {
        return gated(card, 0.5 * Scores.mean(card) + 0.5 * Scores.worst(card));
    }

    /** As {@link #chebyshev}, but every candidate that meets all gates comes first, as in the controller. */
    static double gatesFirst(Scorecard card) {
        return chebyshev(card) + (card.meetsAllGates() ? 1 : 0);
    }

    static double holdoutWorst(Scorecard card) {
        return holdouts(card).stream().mapToDouble(h -> h).min().orElse(0);
    }

    static double holdoutMean(Scorecard card) {
        return holdouts(card).stream().mapToDouble(h -> h).average().orElse(0);
    }

    private static List<Double> holdouts(Scorecard card) {
        return Scores.judged(card).stream()
                .flatMap(r -> Stream.ofNullable(r.holdout()))
                .toList();
    }

    private static double gated(Scorecard card, double value) {
        return card.quality().meetsGate() ? value : value - 1;
    }
}
