package dev.refinery.imaging;

/**
 * Changes a raster's size: area averaging where an axis shrinks, Catmull-Rom cubic where it grows. Colours are weighted
 * by alpha, so that what lies under transparent pixels never bleeds; the arithmetic is on sRGB numbers, as in the
 * published metrics' reference code. Same input, same output on every machine. Stateless and thread-safe.
 */
public final class Resampler {
    private Resampler() {}

    /** Scales so that the longer side is {@code longSide} pixels; the shorter is rounded and at least 1. */
    public static Raster fit(Raster image, int longSide) {
        double scale = (double) longSide / Math.max(image.width(), image.height());
        return resize(image, Math.max(1, (int) Math.round(image.width() * scale)), Math.max(1, (int)
                Math.round(image.height() * scale)));
    }

    /** Stretches to exactly this size. */
    public static Raster resize(Raster image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("cannot resize to " + width + " x " + height);
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        Taps across = Taps.of(image.width(), width);
        Taps down = Taps.of(image.height(), height);
        boolean alpha = image.hasAlpha();
        float[] rows = new float[Math.toIntExact(4L * width * image.height())];
        float[] line = new float[4 * image.width()];
        for (int y = 0; y < image.height(); y++) {
            load(image, y, line, alpha);
            horizontal(line, across, rows, 4 * width * y, width);
        }
        byte[] out = new byte[Math.toIntExact(4L * width * height)];
        float[] sum = new float[4 * width];
        for (int y = 0; y < height; y++) {
            java.util.Arrays.fill(sum, 0);
            for (int k = 0; k < down.count(y); k++) {
                float weight = down.weight(y, k);
                int row = 4 * width * (down.first(y) + k);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weight * rows[row + i];
                }
            }
            store(sum, out, 4 * width * y, alpha);
        }
        return Raster.of(width, height, out);
    }

    private static void horizontal(float[] line, Taps taps, float[] out, int to, int width) {
        for (int x = 0; x < width; x++) {
            float r = 0;
            float g = 0;
            float b = 0;
            float a = 0;
            int from = 4 * taps.first(x);
            for (int k = 0; k < taps.count(x); k++, from += 4) {
                float weight = taps.weight(x, k);
                r += weight * line[from];
                g += weight * line[from + 1];
                b += weight * line[from + 2];
                a += weight * line[from + 3];
            }
            int at = to + 4 * x;
            out[at] = r;
            out[at + 1] = g;
            out[at + 2] = b;
            out[at + 3] = a;
        }
    }

    private static void load(Raster image, int y, float[] line, boolean alpha) {
        byte[] rgba = image.rgba();
        int from = 4 * image.width() * y;
        for (int i = 0; i < line.length; i += 4) {
            float a = alpha ? (rgba[from + i + 3] & 0xFF) / 255f : 1f;
            line[i] = (rgba[from + i] & 0xFF) * a;
            line[i + 1] = (rgba[from + i + 1] & 0xFF) * a;
            line[i + 2] = (rgba[from + i + 2] & 0xFF) * a;
            line[i + 3] = a;
        }
    }

    private static void store(float[] sum, byte[] out, int to, boolean alpha) {
        for (int i = 0; i < sum.length; i += 4) {
            float a = alpha ? sum[i + 3] : 1f;
            float scale = a > 1f / 512 ? 1 / a : 0;
            out[to + i] = round(sum[i] * scale);
            out[to + i + 1] = round(sum[i + 1] * scale);
            out[to + i + 2] = round(sum[i + 2] * scale);
            out[to + i + 3] = alpha ? round(a * 255) : (byte) 0xFF;
        }
    }

    private static byte round(float value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
