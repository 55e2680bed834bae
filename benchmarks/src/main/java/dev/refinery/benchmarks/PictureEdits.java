package dev.refinery.benchmarks;

import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;

/** Known damage to a picture. Pure; alpha is left alone. Gains apply to linear light. */
final class PictureEdits {
    private static final double[] LINEAR = new double[256];

    static {
        for (int i = 0; i < 256; i++) {
            double v = i / 255.0;
            LINEAR[i] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
        }
    }

    private PictureEdits() {}

    /** A gain for a pixel of linear light; x and y in [0, 1]. */
    interface Gain {
        double at(int channel, double x, double y);
    }

    /** How much of an edit a pixel takes, [0, 1]. */
    interface Share {
        double at(int x, int y);
    }

    static Raster lit(Raster image, Gain gain) {
        return each(
                image,
                (x, y, c) -> encoded(LINEAR[image.sample(x, y, c)]
                        * gain.at(c, (x + 0.5) / image.width(), (y + 0.5) / image.height())));
    }

    /** @param exponent > 1 darkens the middle tones */
    static Raster gamma(Raster image, double exponent) {
        return each(image, (x, y, c) -> 255 * Math.pow(image.sample(x, y, c) / 255.0, exponent));
    }

    /** Three box means one after the other, close to a Gaussian. */
    static Raster blurred(Raster image, int radius) {
        Raster out = image;
        for (int pass = 0; pass < 3; pass++) {
            Raster from = out;
            Raster across = each(from, (x, y, c) -> mean(from, x, y, c, radius, true));
            out = each(across, (x, y, c) -> mean(across, x, y, c, radius, false));
        }
        return out;
    }

    private static double mean(Raster image, int x, int y, int channel, int radius, boolean across) {
        double sum = 0;
        for (int k = -radius; k <= radius; k++) {
            int sx = across ? Math.clamp(x + k, 0, image.width() - 1) : x;
            int sy = across ? y : Math.clamp(y + k, 0, image.height() - 1);
            sum += image.sample(sx, sy, channel);
        }
        return sum / (2 * radius + 1);
    }

    static Raster jpeg(Raster image, double quality) {
        try {
            return ImageDecoder.decode(ImageEncoder.encode(image, ImageProbe.JPEG, quality), ImageLimits.DEFAULT);
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("a JPEG that was just written cannot be read", e);
        }
    }

    /** Mixes {@code other} in, where and as far as {@code share} says. Sizes must agree. */
    static Raster blended(Raster image, Raster other, Share share) {
        return each(image, (x, y, c) -> {
            double s = share.at(x, y);
            return (1 - s) * image.sample(x, y, c) + s * other.sample(x, y, c);
        });
    }

    /** Channels change places and red gains on blue, so that grey things change colour too. */
    static Raster recolored(Raster image, double strength, Share where) {
        double[] tint = {1 + 0.35 * strength, 1, 1 - 0.35 * strength};
        return each(image, (x, y, c) -> {
            double s = strength * where.at(x, y);
            double turned = image.sample(x, y, (c + 1) % 3) * tint[c];
            return (1 - s) * image.sample(x, y, c) + s * turned;
        });
    }

    /** Paints masked pixels over from what lies left and right of them, row by row. */
    static Raster erased(Raster image, Share mask) {
        return each(image, (x, y, c) -> {
            double s = mask.at(x, y);
            if (s == 0) {
                return image.sample(x, y, c);
            }
            int left = x;
            while (left > 0 && mask.at(left, y) > 0) {
                left--;
            }
            int right = x;
            while (right < image.width() - 1 && mask.at(right, y) > 0) {
                right++;
            }
            double f = right == left ? 0 : (double) (x - left) / (right - left);
            boolean openLeft = mask.at(left, y) == 0;
            boolean openRight = mask.at(right, y) == 0;
            double fill = openLeft && openRight
                    ? (1 - f) * image.sample(left, y, c) + f * image.sample(right, y, c)
                    : image.sample(openLeft ? left : right, y, c);
            return fill;
        });
    }

    /** What {@code other} shows in {@code from}, brought to {@code to} of a picture of the same size as {@code image}. */
    static Raster moved(Raster image, Raster other, Box from, Box to) {
        return each(image, (x, y, c) -> {
            double u = ((x + 0.5) / image.width() - to.x0()) / to.width();
            double v = ((y + 0.5) / image.height() - to.y0()) / to.height();
            int sx = (int) ((from.x0() + u * from.width()) * other.width());
            int sy = (int) ((from.y0() + v * from.height()) * other.height());
            return other.sample(Math.clamp(sx, 0, other.width() - 1), Math.clamp(sy, 0, other.height() - 1), c);
        });
    }

    private interface Level {
        double at(int x, int y, int channel);
    }

    private static Raster each(Raster image, Level level) {
        byte[] out = image.rgba().clone();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int p = 4 * (y * image.width() + x);
                for (int c = 0; c < 3; c++) {
                    out[p + c] = (byte) Math.clamp(Math.round(level.at(x, y, c)), 0, 255);
                }
            }
        }
        return Raster.of(image.width(), image.height(), out);
    }

    private static double encoded(double linear) {
        double v = Math.clamp(linear, 0, 1);
        return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055);
    }
}
