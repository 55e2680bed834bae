package dev.refinery.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * 95 % percentile intervals of a statistic over pairs (Efron and Tibshirani 1993). Seeds are drawn anew within each case; the
 * cases stay, so an interval speaks of these cases and no others. Deterministic.
 */
final class PairedBootstrap {
    private static final int RESAMPLES = 4000;

    private PairedBootstrap() {}

    /**
     * @param pairs e.g. one a case and seed
     * @param stratum a pair's case
     * @param statistic of a whole sample
     */
    static <T> Interval of(List<T> pairs, Function<T, String> stratum, ToDoubleFunction<List<T>> statistic) {
        Map<String, List<T>> strata = new TreeMap<>();
        pairs.forEach(p ->
                strata.computeIfAbsent(stratum.apply(p), s -> new ArrayList<>()).add(p));
        SplittableRandom random = new SplittableRandom(1);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<T> sample = strata.values().stream()
                    .flatMap(s -> random.ints(s.size(), 0, s.size()).mapToObj(s::get))
                    .toList();
            values[i] = statistic.applyAsDouble(sample);
        }
        Arrays.sort(values);
        return new Interval(
                statistic.applyAsDouble(pairs), values[RESAMPLES / 40], values[RESAMPLES - 1 - RESAMPLES / 40]);
    }

    record Interval(double value, double low, double high) {}
}
