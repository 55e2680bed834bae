package dev.refinery.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * How well a score tells matched from mismatched pairs.
 *
 * @param auc area under the ROC curve: the chance that a matched pair scores above a mismatched one, ties counting half
 */
record Separation(int matched, int mismatched, double matchedMean, double mismatchedMean, double auc) {
    /** Both lists must hold something. */
    static Separation of(List<Double> matched, List<Double> mismatched) {
        if (matched.isEmpty() || mismatched.isEmpty()) {
            throw new IllegalArgumentException("needs matched and mismatched scores");
        }
        double[] other = mismatched.stream().mapToDouble(d -> d).sorted().toArray();
        double wins = 0;
        for (double score : matched) {
            int below = first(other, score, false);
            int notAbove = first(other, score, true);
            wins += below + 0.5 * (notAbove - below);
        }
        return new Separation(
                matched.size(),
                other.length,
                mean(matched),
                Arrays.stream(other).average().orElse(0),
                wins / ((double) matched.size() * other.length));
    }

    /** Index of the first value that is not below (or, past equals, above) the score. */
    private static int first(double[] sorted, double score, boolean pastEquals) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score || (pastEquals && sorted[middle] == score)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(d -> d).average().orElse(0);
    }
}
