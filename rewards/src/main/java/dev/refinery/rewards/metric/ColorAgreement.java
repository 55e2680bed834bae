package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.ColorDifference;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CIEDE2000 between two aligned pictures in cells of 4 x 4 pixels, after a bounded common shift of L (12) and a, b (8):
 * the relighting that a scene may ask for. What exceeds the bound stays in the difference.
 *
 * @param asSeen the mean without that allowance: the difference that a buyer sees
 */
record ColorAgreement(double mean, double p95, double shift, double asSeen) {
    private static final int CELL = 4;
    private static final double FREE_L = 12;
    private static final double FREE_AB = 8;

    static ColorAgreement between(Lab reference, Lab image, Plane weight) {
        int columns = reference.width() / CELL;
        int rows = reference.height() / CELL;
        double[] w = means(weight, null, columns, rows);
        double[][] x = {
            means(reference.l(), weight, columns, rows),
            means(reference.a(), weight, columns, rows),
            means(reference.b(), weight, columns, rows)
        };
        double[][] y = {
            means(image.l(), weight, columns, rows),
            means(image.a(), weight, columns, rows),
            means(image.b(), weight, columns, rows)
        };
        double total = 1e-9;
        double[] shift = new double[3];
        for (int i = 0; i < w.length; i++) {
            total += w[i];
            for (int c = 0; c < 3; c++) {
                shift[c] += w[i] * (y[c][i] - x[c][i]);
            }
        }
        shift[0] = Math.clamp(shift[0] / total, -FREE_L, FREE_L);
        shift[1] = Math.clamp(shift[1] / total, -FREE_AB, FREE_AB);
        shift[2] = Math.clamp(shift[2] / total, -FREE_AB, FREE_AB);
        double[] difference = new double[w.length];
        double sum = 0;
        double seen = 0;
        double judged = 1e-9;
        for (int i = 0; i < w.length; i++) {
            if (w[i] < 0.05) {
                continue;
            }
            judged += w[i];
            seen += w[i] * ColorDifference.ciede2000(x[0][i], x[1][i], x[2][i], y[0][i], y[1][i], y[2][i]);
            difference[i] = ColorDifference.ciede2000(
                    x[0][i], x[1][i], x[2][i], y[0][i] - shift[0], y[1][i] - shift[1], y[2][i] - shift[2]);
            sum += w[i] * difference[i];
        }
        return new ColorAgreement(
                sum / total,
                percentile(difference, w, 0.95),
                Math.hypot(shift[0], Math.hypot(shift[1], shift[2])),
                seen / judged);
    }

    /** [0, 1]: 1 at no difference, about .5 at a mean of 10 and a p95 of 25. */
    double score() {
        double body = Math.exp(-Math.pow(mean / 14, 1.2));
        double tail = Math.exp(-Math.pow(p95 / 34, 1.4));
        return (0.7 * body + 0.3 * tail) * (1 - 0.15 * Math.min(1, shift / 16));
    }

    private static double[] means(Plane plane, @Nullable Plane weight, int columns, int rows) {
        double[] out = new double[columns * rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double sum = 0;
                double total = 1e-6;
                for (int y = r * CELL; y < (r + 1) * CELL; y++) {
                    for (int x = c * CELL; x < (c + 1) * CELL; x++) {
                        double w = weight == null ? 1 : weight.at(x, y) + 1e-4;
                        sum += w * plane.at(x, y);
                        total += w;
                    }
                }
                out[r * columns + c] = sum / total;
            }
        }
        return out;
    }

    private static double percentile(double[] values, double[] weights, double share) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (p, q) -> Double.compare(values[p], values[q]));
        double total = 0;
        for (double w : weights) {
            total += w;
        }
        double seen = 0;
        for (int i : order) {
            seen += weights[i];
            if (seen >= share * total) {
                return values[i];
            }
        }
        return 0;
    }
}
