package dev.refinery.rewards;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Paints reference photos and candidates whose right scores can be argued about without looking. */
final class Studio {
    static final int SIDE = 256;
    static final Box SOURCE = new Box(0.2, 0.1, 0.8, 0.9);
    static final Box TARGET = new Box(0.3, 0.35, 0.66, 0.83);

    private Studio() {}

    /** One pixel's colour, channels in [0, 1]. */
    record Color(double r, double g, double b) {
        Color mix(Color other, double share) {
            return new Color(r + (other.r - r) * share, g + (other.g - g) * share, b + (other.b - b) * share);
        }

        Color times(double kr, double kg, double kb) {
            return new Color(r * kr, g * kg, b * kb);
        }
    }

    /** A picture as a function of a place in [0, 1] x [0, 1]. */
    interface Painting {
        Color at(double x, double y);
    }

    static Raster paint(Painting painting) {
        return paint(painting, SIDE, SIDE);
    }

    static Raster paint(Painting painting, int width, int height) {
        byte[] rgba = new byte[width * height * 4];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                Color c = painting.at((x + 0.5) / width, (y + 0.5) / height);
                int p = (y * width + x) * 4;
                rgba[p] = level(c.r);
                rgba[p + 1] = level(c.g);
                rgba[p + 2] = level(c.b);
                rgba[p + 3] = (byte) 255;
            }
        }
        return Raster.of(width, height, rgba);
    }

    private static byte level(double v) {
        return (byte) Math.round(255 * Math.clamp(v, 0, 1));
    }

    static boolean inShape(double u, double v) {
        double dx = (u - 0.5) / 0.5;
        double dy = (v - 0.5) / 0.5;
        return Math.pow(Math.abs(dx), 3) + Math.pow(Math.abs(dy), 3) < 0.97;
    }

    /** A product: bands, dots and a label whose hues and pattern depend on the kind. */
    static Color product(int kind, double u, double v) {
        double shade = 0.55 + 0.45 * Math.sin(Math.PI * Math.clamp(u, 0, 1));
        Color body = List.of(new Color(0.75, 0.2, 0.15), new Color(0.1, 0.35, 0.7), new Color(0.2, 0.55, 0.25))
                .get(kind % 3);
        Color mark = List.of(new Color(0.95, 0.9, 0.6), new Color(0.9, 0.5, 0.1), new Color(0.15, 0.1, 0.2))
                .get(kind % 3);
        double pattern = switch (kind % 3) {
            case 0 -> Math.abs(v - 0.45) < 0.12 ? 1 : Math.sin(40 * v) > 0.7 ? 0.5 : 0;
            case 1 -> Math.hypot((u * 4) % 1 - 0.5, (v * 5) % 1 - 0.5) < 0.28 ? 1 : 0;
            default -> Math.sin(22 * (u + v)) > 0.3 ? 0.8 : 0;
        };
        return body.mix(mark, pattern).times(shade, shade, shade);
    }

    /** The product's catalogue photo: on a light backdrop, filling {@link #SOURCE}. */
    static Raster productPhoto(int kind) {
        return paint((x, y) -> {
            double u = (x - SOURCE.x0()) / SOURCE.width();
            double v = (y - SOURCE.y0()) / SOURCE.height();
            return inShape(u, v) ? product(kind, u, v) : new Color(0.93, 0.93, 0.92);
        });
    }

    /** A place: sky, hills and ground with texture; the kind moves and colours everything. */
    static Painting place(int kind) {
        double[] phases = new double[12];
        SplittableRandom random = new SplittableRandom(kind * 977L + 3);
        for (int i = 0; i < phases.length; i++) {
            phases[i] = random.nextDouble() * 7;
        }
        Color sky = new Color(0.55 + 0.1 * Math.sin(kind), 0.7, 0.9 - 0.25 * (kind % 3));
        Color ground = List.of(new Color(0.35, 0.45, 0.2), new Color(0.55, 0.42, 0.3), new Color(0.3, 0.32, 0.38))
                .get(kind % 3);
        double level = 0.35 + 0.12 * (kind % 3);
        return (x, y) -> {
            double hill = level + 0.08 * Math.sin(6 * x + phases[0]) + 0.03 * Math.sin(17 * x + phases[1]);
            if (y < hill) {
                double cloud = 0.08 * Math.sin(9 * x + phases[2]) * Math.sin(14 * y + phases[3]);
                return sky.times(1 + cloud, 1 + cloud, 1 - 0.2 * y);
            }
            double grain = 0.22 * Math.sin(31 * x + 9 * y + phases[4]) * Math.sin(43 * y + phases[5] - 7 * x)
                    + 0.2 * Math.sin(7 * x + phases[6] + 11 * y);
            return ground.times(1 + grain, 1 + grain, 1 + 0.5 * grain);
        };
    }

    /** The product at {@link #TARGET} in a place, each pixel changed by the edit. */
    static Raster composed(Painting place, int kind, UnaryOperator<Color> edit) {
        return paint((x, y) -> {
            double u = (x - TARGET.x0()) / TARGET.width();
            double v = (y - TARGET.y0()) / TARGET.height();
            return edit.apply(inShape(u, v) ? product(kind, u, v) : place.at(x, y));
        });
    }

    static Placement placement(String reference) {
        return placement(reference, TARGET, false, 0);
    }

    static Placement placement(String reference, Box target, boolean mirrored, double rotation) {
        return new Placement(
                reference, SOURCE, target, mirrored, rotation, 1, 0.15, 0, 0.9, Placement.Cutout.BACKDROP, null);
    }

    static JudgedCandidate candidate(Raster image) {
        return new JudgedCandidate(image, List.of(placement("product")), Map.of());
    }

    static JudgedReference reference(String name, Role role, Raster image, int id) {
        ImageRef ref = new ImageRef(
                "refinery",
                "t/ref/" + id,
                "%064x".formatted(id + 16 * role.ordinal()),
                "image/png",
                image.width(),
                image.height());
        return new JudgedReference(new Reference(name, role, ref, null, 1, null, null), image, null);
    }

    /** Repeated 3 x 3 means. */
    static Raster blurred(Raster image, int times) {
        byte[] from = image.rgba();
        for (int t = 0; t < times; t++) {
            byte[] to = new byte[from.length];
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    for (int c = 0; c < 4; c++) {
                        int sum = 0;
                        for (int k = 0; k < 9; k++) {
                            int sx = Math.clamp(x + k % 3 - 1L, 0, image.width() - 1);
                            int sy = Math.clamp(y + k / 3 - 1L, 0, image.height() - 1);
                            sum += from[(sy * image.width() + sx) * 4 + c] & 255;
                        }
                        to[(y * image.width() + x) * 4 + c] = (byte) ((sum + 4) / 9);
                    }
                }
            }
            from = to;
        }
        return Raster.of(image.width(), image.height(), from);
    }
}
