package dev.refinery.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * CMA-ES with a diagonal covariance (Ros and Hansen, 2008): ask for a generation, tell its values, the higher the better.
 * Deterministic by its seed.
 */
final class SeparableCma {
    private final int d;
    private final int lambda;
    private final double[] weights;
    private final double effective;
    private final double pathRate;
    private final double damping;
    private final double covariancePathRate;
    private final double rankOne;
    private final double rankMu;
    private final double expectedLength;
    private final SplittableRandom random;

    private final double[] mean;
    private final double[] variance;
    private final double[] path;
    private final double[] covariancePath;
    private double sigma;
    private List<double[]> asked = List.of();

    /** @param deviation of the first generation, by dimension */
    SeparableCma(double[] start, double[] deviation, double sigma, int lambda, long seed) {
        this.d = start.length;
        this.lambda = lambda;
        this.mean = start.clone();
        this.variance = Arrays.stream(deviation).map(v -> v * v).toArray();
        this.path = new double[d];
        this.covariancePath = new double[d];
        this.sigma = sigma;
        this.random = new SplittableRandom(seed);
        int parents = lambda / 2;
        double[] raw = IntStream.range(0, parents)
                .mapToDouble(i -> Math.log(parents + 0.5) - Math.log(i + 1))
                .toArray();
        double sum = Arrays.stream(raw).sum();
        this.weights = Arrays.stream(raw).map(w -> w / sum).toArray();
        this.effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
        this.pathRate = (effective + 2) / (d + effective + 5);
        this.damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (d + 1)) - 1) + pathRate;
        this.covariancePathRate = (4 + effective / d) / (d + 4 + 2 * effective / d);
        double separable = (d + 2) / 3.0;
        this.rankOne = Math.min(1, separable * 2 / ((d + 1.3) * (d + 1.3) + effective));
        this.rankMu = Math.min(
                1 - rankOne, separable * 2 * (effective - 2 + 1 / effective) / ((d + 2.0) * (d + 2) + effective));
        this.expectedLength = Math.sqrt(d) * (1 - 1.0 / (4 * d) + 1.0 / (21.0 * d * d));
    }

    List<double[]> ask() {
        List<double[]> generation = new ArrayList<>();
        for (int k = 0; k < lambda; k++) {
            double[] x = new double[d];
            for (int i = 0; i < d; i++) {
                x[i] = mean[i] + sigma * Math.sqrt(variance[i]) * random.nextGaussian();
            }
            generation.add(x);
        }
        asked = generation;
        return generation;
    }

    /** @param values of what was asked for last, in its order */
    void tell(double[] values) {
        List<double[]> ranked = IntStream.range(0, lambda)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -values[k]))
                .map(asked::get)
                .toList();
        double norm = 0;
        for (int i = 0; i < d; i++) {
            double step = 0;
            double spread = 0;
            for (int k = 0; k < weights.length; k++) {
                double y = (ranked.get(k)[i] - mean[i]) / sigma;
                step += weights[k] * y;
                spread += weights[k] * y * y;
            }
            mean[i] += sigma * step;
            path[i] = (1 - pathRate) * path[i]
                    + Math.sqrt(pathRate * (2 - pathRate) * effective) * step / Math.sqrt(variance[i]);
            norm += path[i] * path[i];
            covariancePath[i] = (1 - covariancePathRate) * covariancePath[i]
                    + Math.sqrt(covariancePathRate * (2 - covariancePathRate) * effective) * step;
            variance[i] = (1 - rankOne - rankMu) * variance[i]
                    + rankOne * covariancePath[i] * covariancePath[i]
                    + rankMu * spread;
        }
        sigma *= Math.exp(pathRate / damping * (Math.sqrt(norm) / expectedLength - 1));
    }
}
