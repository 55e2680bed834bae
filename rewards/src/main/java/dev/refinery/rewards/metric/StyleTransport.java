package dev.refinery.rewards.metric;

import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Arrays;
import java.util.Map;

/**
 * Hold-out of style: how far the colours must be carried, and how detail is spread over scales.
 *
 * <pre>
 * color  = e^-(W / 16), W = sliced 1-Wasserstein distance of Lab over 24 fixed directions (Rabin et al., 2011)
 * bands  = e^-(D / 0.6), D = mean absolute log ratio of the L and chroma energies of four Haar bands
 * raw    = 0.5 color + 0.5 bands
 * </pre>
 */
public final class StyleTransport implements RewardMetric {
    private static final int SIDE = 40;
    private static final int QUANTILES = 64;
    private static final double[] DIRECTIONS = directions();

    @Override
    public String name() {
        return "style-transport";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        Features wanted = Features.of(Lab.fit(reference.image(), CandidateView.WORKING_SIDE));
        return (candidate, name) -> {
            Features seen = candidate.shared(Features.class, view -> Features.of(view.lab()));
            double transport = wanted.transport(seen);
            double ratio = wanted.bandRatio(seen);
            double color = Math.exp(-transport / 16);
            double bands = Math.exp(-ratio / 0.6);
            return new Verdict.Judged(
                    0.5 * color + 0.5 * bands, Map.of("wasserstein", transport, "band_log_ratio", ratio));
        };
    }

    private static final class Features {
        /** Quantiles of the colours along each direction. */
        private final float[] quantiles;

        private final double[] bands;

        private Features(float[] quantiles, double[] bands) {
            this.quantiles = quantiles;
            this.bands = bands;
        }

        static Features of(Lab picture) {
            // Every few pixels, not means: averaging would take the extremes that make a palette.
            int stepX = Math.max(1, picture.width() / SIDE);
            int stepY = Math.max(1, picture.height() / SIDE);
            int columns = (picture.width() + stepX - 1) / stepX;
            int rows = (picture.height() + stepY - 1) / stepY;
            float[] projected = new float[columns * rows];
            float[] quantiles = new float[DIRECTIONS.length / 3 * QUANTILES];
            for (int d = 0; d < DIRECTIONS.length / 3; d++) {
                int n = 0;
                for (int y = 0; y < picture.height(); y += stepY) {
                    for (int x = 0; x < picture.width(); x += stepX) {
                        int i = y * picture.width() + x;
                        projected[n++] =
                                (float) (DIRECTIONS[3 * d] * picture.l().values()[i]
                                        + DIRECTIONS[3 * d + 1] * picture.a().values()[i]
                                        + DIRECTIONS[3 * d + 2] * picture.b().values()[i]);
                    }
                }
                Arrays.sort(projected, 0, n);
                for (int q = 0; q < QUANTILES; q++) {
                    quantiles[d * QUANTILES + q] = projected[(int) ((q + 0.5) * n / QUANTILES)];
                }
            }
            return new Features(quantiles, bands(picture));
        }

        private static double[] bands(Lab picture) {
            double[] out = new double[8];
            Plane l = picture.l();
            Plane a = picture.a();
            Plane b = picture.b();
            for (int k = 0; k < 4; k++) {
                out[2 * k] = Math.log(detail(l) + 0.4);
                out[2 * k + 1] = Math.log(detail(a) + detail(b) + 0.4);
                l = l.half();
                a = a.half();
                b = b.half();
            }
            return out;
        }

        /** Root mean square of the three Haar details of 2 x 2 blocks. */
        private static double detail(Plane plane) {
            double sum = 0;
            int n = 0;
            for (int y = 0; y + 1 < plane.height(); y += 2) {
                for (int x = 0; x + 1 < plane.width(); x += 2) {
                    double p = plane.at(x, y);
                    double q = plane.at(x + 1, y);
                    double r = plane.at(x, y + 1);
                    double s = plane.at(x + 1, y + 1);
                    double horizontal = p - q + r - s;
                    double vertical = p + q - r - s;
                    double diagonal = p - q - r + s;
                    sum += horizontal * horizontal + vertical * vertical + diagonal * diagonal;
                    n++;
                }
            }
            return Math.sqrt(sum / Math.max(1, n)) / 2;
        }

        double transport(Features other) {
            double sum = 0;
            for (int i = 0; i < quantiles.length; i++) {
                sum += Math.abs(quantiles[i] - other.quantiles[i]);
            }
            return sum / quantiles.length;
        }

        double bandRatio(Features other) {
            double sum = 0;
            for (int i = 0; i < bands.length; i++) {
                sum += Math.abs(bands[i] - other.bands[i]);
            }
            return sum / bands.length;
        }
    }

    /** Points of a Fibonacci lattice on the half sphere. */
    private static double[] directions() {
        int n = 24;
        double[] out = new double[3 * n];
        for (int k = 0; k < n; k++) {
            double z = (k + 0.5) / n;
            double r = Math.sqrt(1 - z * z);
            double phi = k * Math.PI * (3 - Math.sqrt(5));
            out[3 * k] = z;
            out[3 * k + 1] = r * Math.cos(phi);
            out[3 * k + 2] = r * Math.sin(phi);
        }
        return out;
    }
}
