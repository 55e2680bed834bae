package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Optional;

/** Parts of pictures as encoders get them: opaque, upright, no larger than needed. */
final class PictureCrops {
    private static final int GREY = 128;

    private PictureCrops() {}

    /** The picture over mid-grey. */
    static Raster opaque(Raster picture) {
        return picture.hasAlpha() ? over(picture, null) : picture;
    }

    /** The photo, at most {@code side} pixels long; what a user's mask or the alpha leaves out is grey. */
    static Raster cutOut(ReferenceView reference, int side) {
        Raster photo = reference.image();
        Raster small = Resampler.fit(photo, Math.min(side, Math.max(photo.width(), photo.height())));
        Raster mask = reference.mask();
        if (mask == null) {
            return opaque(small);
        }
        return over(
                small, Lab.crop(mask, 0, 0, 1, 1, small.width(), small.height()).l());
    }

    /** @param cover lightness, 100 = keep; null = alpha alone decides */
    private static Raster over(Raster picture, @org.jspecify.annotations.Nullable Plane cover) {
        byte[] from = picture.rgba();
        byte[] to = new byte[from.length];
        for (int i = 0; i < from.length / 4; i++) {
            float keep = (from[4 * i + 3] & 255) / 255f;
            if (cover != null) {
                keep *= Math.clamp(cover.values()[i] / 100f, 0f, 1f);
            }
            for (int c = 0; c < 3; c++) {
                to[4 * i + c] = (byte) Math.round(GREY + keep * ((from[4 * i + c] & 255) - GREY));
            }
            to[4 * i + 3] = (byte) 255;
        }
        return Raster.of(picture.width(), picture.height(), to);
    }

    /** A box of the picture, at least one pixel. */
    static Raster box(Raster picture, Placement.Box box) {
        int x0 = Math.clamp((int) Math.floor(box.x0() * picture.width()), 0, picture.width() - 1);
        int y0 = Math.clamp((int) Math.floor(box.y0() * picture.height()), 0, picture.height() - 1);
        int x1 = Math.clamp((int) Math.ceil(box.x1() * picture.width()), x0 + 1, picture.width());
        int y1 = Math.clamp((int) Math.ceil(box.y1() * picture.height()), y0 + 1, picture.height());
        int width = x1 - x0;
        byte[] to = new byte[4 * width * (y1 - y0)];
        for (int y = y0; y < y1; y++) {
            System.arraycopy(picture.rgba(), 4 * (y * picture.width() + x0), to, 4 * (y - y0) * width, 4 * width);
        }
        return Raster.of(width, y1 - y0, to);
    }

    /**
     * Where a subject was placed, turned back to its photo's frame; grey outside the picture. Empty when nothing of the box
     * lies in the picture.
     */
    static Optional<Raster> upright(Raster picture, Placement placement, int side) {
        Placement.Box box = placement.target();
        double w = box.width() * picture.width();
        double h = box.height() * picture.height();
        boolean outside = box.x1() <= 0 || box.y1() <= 0 || box.x0() >= 1 || box.y0() >= 1;
        if (w < 1 || h < 1 || outside) {
            return Optional.empty();
        }
        double scale = Math.min(1, side / Math.max(w, h));
        int width = (int) Math.max(1, Math.round(w * scale));
        int height = (int) Math.max(1, Math.round(h * scale));
        int taps = (int) Math.clamp(Math.ceil(1 / scale), 1, 4);
        double cx = 0.5 * (box.x0() + box.x1()) * picture.width();
        double cy = 0.5 * (box.y0() + box.y1()) * picture.height();
        double cos = Math.cos(placement.rotation());
        double sin = Math.sin(placement.rotation());
        byte[] to = new byte[4 * width * height];
        double[] sum = new double[3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                java.util.Arrays.fill(sum, 0);
                for (int k = 0; k < taps * taps; k++) {
                    double u = (x + (k % taps + 0.5) / taps) / width - 0.5;
                    double px = (placement.mirrored() ? -u : u) * w;
                    int row = k / taps;
                    double py = ((y + (row + 0.5) / taps) / height - 0.5) * h;
                    sample(picture, cx + cos * px - sin * py - 0.5, cy + sin * px + cos * py - 0.5, sum);
                }
                int at = 4 * (y * width + x);
                for (int c = 0; c < 3; c++) {
                    to[at + c] = (byte) Math.round(sum[c] / (taps * taps));
                }
                to[at + 3] = (byte) 255;
            }
        }
        return Optional.of(Raster.of(width, height, to));
    }

    private static void sample(Raster picture, double x, double y, double[] sum) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double fx = x - x0;
        double fy = y - y0;
        for (int k = 0; k < 4; k++) {
            int sx = x0 + (k & 1);
            int sy = y0 + (k >> 1);
            double weight = ((k & 1) == 0 ? 1 - fx : fx) * (k >> 1 == 0 ? 1 - fy : fy);
            boolean inside = sx >= 0 && sy >= 0 && sx < picture.width() && sy < picture.height();
            for (int c = 0; c < 3; c++) {
                sum[c] += weight * (inside ? picture.sample(sx, sy, c) : GREY);
            }
        }
    }

    /** @param share of the picture that no subject covers, [0, 1] */
    record Uncovered(Raster picture, double share) {}

    /** The picture with covered pixels (1 = subject) replaced by the mean colour of the others. */
    static Uncovered uncovered(Raster picture, Plane covered) {
        int width = picture.width();
        int height = picture.height();
        Plane fitted = covered.resize(width, height);
        byte[] from = picture.rgba();
        double[] mean = new double[3];
        double total = 1e-9;
        for (int i = 0; i < width * height; i++) {
            double open = 1 - Math.clamp(fitted.values()[i], 0f, 1f);
            total += open;
            for (int c = 0; c < 3; c++) {
                mean[c] += open * (from[4 * i + c] & 255);
            }
        }
        byte[] to = new byte[from.length];
        for (int i = 0; i < width * height; i++) {
            double hidden = Math.clamp(fitted.values()[i], 0f, 1f);
            for (int c = 0; c < 3; c++) {
                double value = from[4 * i + c] & 255;
                to[4 * i + c] = (byte) Math.round(value + hidden * (mean[c] / total - value));
            }
            to[4 * i + 3] = (byte) 255;
        }
        return new Uncovered(Raster.of(width, height, to), total / (width * height));
    }
}
