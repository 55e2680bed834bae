package dev.refinery.rewards.metric;

import dev.refinery.imaging.Raster;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Map;

/**
 * Hold-out of lighting: the colour of the light and where it falls.
 *
 * <pre>
 * illuminant = e^-(angle / 6 degrees) of the shades-of-grey estimates, p = 6 (Finlayson and Trezzi, 2004)
 * field      = (1 + r) / 2 of the log-luminance fields after a Gaussian of a tenth of the picture
 * key        = e^-(|difference of the fields' means| / 0.7)
 * raw        = 0.35 illuminant + 0.4 field + 0.25 key
 * </pre>
 */
public final class LightingField implements RewardMetric {
    private static final int SIDE = 24;

    @Override
    public String name() {
        return "lighting-field";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        Light wanted = Light.of(Lab.fit(reference.image(), CandidateView.WORKING_SIDE), reference.image());
        return (candidate, name) -> {
            Light seen = candidate.shared(Light.class, view -> Light.of(view.lab(), view.image()));
            double illuminant = Math.exp(-wanted.angle(seen) / 6);
            double field = (1 + wanted.correlation(seen)) / 2;
            double key = Math.exp(-Math.abs(wanted.mean - seen.mean) / 0.7);
            return new Verdict.Judged(
                    0.35 * illuminant + 0.4 * field + 0.25 * key,
                    Map.of("illuminant", illuminant, "field", field, "key", key));
        };
    }

    private record Light(Plane field, double mean, double red, double green, double blue) {
        static Light of(Lab picture, Raster image) {
            Plane log = new Plane(SIDE, SIDE);
            Plane small = picture.l().resize(SIDE, SIDE);
            for (int i = 0; i < log.values().length; i++) {
                double f = (small.values()[i] + 16) / 116;
                log.values()[i] = (float) Math.log(Math.max(0.004, f * f * f));
            }
            Plane field = log.blur(0.1 * SIDE);
            double[] sums = new double[3];
            byte[] rgba = image.rgba();
            int step = Math.max(1, (int) Math.sqrt(image.width() * (double) image.height() / 16384));
            int n = 0;
            for (int y = 0; y < image.height(); y += step) {
                for (int x = 0; x < image.width(); x += step) {
                    int p = (y * image.width() + x) * 4;
                    for (int c = 0; c < 3; c++) {
                        double v = Lab.linear(rgba[p + c] & 255);
                        double v3 = v * v * v;
                        sums[c] += v3 * v3;
                    }
                    n++;
                }
            }
            double[] light = new double[3];
            for (int c = 0; c < 3; c++) {
                light[c] = Math.pow(sums[c] / n + 1e-12, 1.0 / 6);
            }
            return new Light(field, field.mean(), light[0], light[1], light[2]);
        }

        /** Degrees. */
        double angle(Light other) {
            double dot = red * other.red + green * other.green + blue * other.blue;
            double norm = Math.sqrt(red * red + green * green + blue * blue)
                    * Math.sqrt(other.red * other.red + other.green * other.green + other.blue * other.blue);
            return Math.toDegrees(Math.acos(Math.clamp(dot / norm, -1, 1)));
        }

        /** With a floor: fields flatter than about a twentieth of a stop have nothing to correlate. */
        double correlation(Light other) {
            double xy = 0;
            double xx = 0;
            double yy = 0;
            for (int i = 0; i < field.values().length; i++) {
                double x = field.values()[i] - mean;
                double y = other.field.values()[i] - other.mean;
                xy += x * y;
                xx += x * x;
                yy += y * y;
            }
            double n = field.values().length;
            double floor = 0.001 * n;
            return (xy + floor) / (Math.sqrt(xx * yy) + floor);
        }
    }
}
