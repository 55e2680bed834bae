package dev.refinery.refinement;

/**
 * What is believed of {@code y = w . x + noise}: independent Gaussian priors on the weights, conjugate updates. Small and
 * exact: a Cholesky factor of the precision, O(d^3) to fit. Immutable after {@link #fit}; deterministic on every machine.
 */
final class LinearBelief {
    private final double[] mean;
    /** Lower triangle L of the posterior precision L L'. */
    private final double[][] factor;

    private LinearBelief(double[] mean, double[][] factor) {
        this.mean = mean;
        this.factor = factor;
    }

    /**
     * @param prior means and deviations (> 0) of the weights
     * @param noise standard deviation of an observation, > 0
     * @param x one row an observation, as long as the prior
     */
    static LinearBelief fit(Prior prior, double noise, double[][] x, double[] y) {
        int d = prior.mean().length;
        double[][] precision = new double[d][d];
        double[] pull = new double[d];
        for (int a = 0; a < d; a++) {
            precision[a][a] = 1 / (prior.deviation()[a] * prior.deviation()[a]);
            pull[a] = prior.mean()[a] * precision[a][a];
        }
        double trust = 1 / (noise * noise);
        for (int i = 0; i < x.length; i++) {
            for (int a = 0; a < d; a++) {
                double weighted = trust * x[i][a];
                pull[a] += weighted * y[i];
                for (int b = 0; b <= a; b++) {
                    precision[a][b] += weighted * x[i][b];
                }
            }
        }
        double[][] factor = cholesky(precision);
        return new LinearBelief(backward(factor, forward(factor, pull)), factor);
    }

    double[] mean() {
        return mean.clone();
    }

    /** The mean plus {@code spread} posterior deviations in the direction of a standard normal vector. */
    double[] sample(float[] normals, double spread) {
        double[] scaled = new double[mean.length];
        for (int a = 0; a < scaled.length; a++) {
            scaled[a] = spread * normals[a];
        }
        double[] weights = backward(factor, scaled);
        for (int a = 0; a < weights.length; a++) {
            weights[a] += mean[a];
        }
        return weights;
    }

    private static double[][] cholesky(double[][] lower) {
        int d = lower.length;
        double[][] l = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b <= a; b++) {
                double rest = lower[a][b];
                for (int k = 0; k < b; k++) {
                    rest -= l[a][k] * l[b][k];
                }
                l[a][b] = a == b ? StrictMath.sqrt(rest) : rest / l[b][b];
            }
        }
        return l;
    }

    /** Solves L u = b. */
    private static double[] forward(double[][] l, double[] b) {
        double[] u = new double[b.length];
        for (int a = 0; a < b.length; a++) {
            double rest = b[a];
            for (int k = 0; k < a; k++) {
                rest -= l[a][k] * u[k];
            }
            u[a] = rest / l[a][a];
        }
        return u;
    }

    /** Solves L' w = u. */
    private static double[] backward(double[][] l, double[] u) {
        double[] w = new double[u.length];
        for (int a = u.length - 1; a >= 0; a--) {
            double rest = u[a];
            for (int k = a + 1; k < u.length; k++) {
                rest -= l[k][a] * w[k];
            }
            w[a] = rest / l[a][a];
        }
        return w;
    }

    /** Arrays of equal length; not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record Prior(double[] mean, double[] deviation) {}
}
