package dev.refinery.benchmarks.fleet;

import java.util.List;

/** Seconds from a job's arrival to its end; NaN where there was no job. */
public record Percentiles(long count, double mean, double p50, double p95, double p99) {
    static Percentiles of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return new Percentiles(sorted.length, mean, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
