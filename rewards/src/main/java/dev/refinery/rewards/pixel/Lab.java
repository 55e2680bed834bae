package dev.refinery.rewards.pixel;

import dev.refinery.imaging.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A picture in CIE Lab (D65, L in [0, 100]) at a working size, with its alpha in [0, 1] when it has one.
 *
 * <p>Averages are taken of sRGB values weighted by alpha; what is fully transparent becomes mid grey.
 */
public record Lab(Plane l, Plane a, Plane b, @Nullable Plane alpha) {
    private static final int STEPS = 4096;
    private static final float[] LINEAR = linearTable();
    private static final float[] CUBE_ROOT = cubeRootTable();
    private static final float GREY = 119;

    public int width() {
        return l.width();
    }

    public int height() {
        return l.height();
    }

    /** The whole picture with its long side at most {@code longSide} pixels; never enlarged. */
    public static Lab fit(Raster image, int longSide) {
        double k = Math.min(1.0, (double) longSide / Math.max(image.width(), image.height()));
        int w = Math.max(1, (int) Math.round(image.width() * k));
        int h = Math.max(1, (int) Math.round(image.height() * k));
        return crop(image, 0, 0, 1, 1, w, h);
    }

    /** The normalised box {@code [x0, x1) x [y0, y1)} of a picture, resampled to {@code w x h}. */
    public static Lab crop(Raster image, double x0, double y0, double x1, double y1, int w, int h) {
        int sourceWidth = image.width();
        Kernel horizontal = Kernel.of(x0 * sourceWidth, x1 * sourceWidth, sourceWidth, w);
        Kernel vertical = Kernel.of(y0 * image.height(), y1 * image.height(), image.height(), h);
        byte[] rgba = image.rgba();
        boolean hasAlpha = image.hasAlpha();
        Plane lPlane = new Plane(w, h);
        Plane aPlane = new Plane(w, h);
        Plane bPlane = new Plane(w, h);
        Plane alphaPlane = hasAlpha ? new Plane(w, h) : null;
        float[] row = new float[4 * w];
        float[] line = new float[4 * w];
        int cachedRow = -1;
        for (int y = 0; y < h; y++) {
            Arrays.fill(row, 0);
            float[] wy = vertical.weights(y);
            int top = vertical.first(y);
            for (int k = 0; k < wy.length; k++) {
                if (wy[k] == 0) {
                    continue;
                }
                if (cachedRow != top + k) {
                    averageRow(rgba, (top + k) * sourceWidth * 4, horizontal, w, hasAlpha, line);
                    cachedRow = top + k;
                }
                for (int i = 0; i < row.length; i++) {
                    row[i] += wy[k] * line[i];
                }
            }
            for (int x = 0; x < w; x++) {
                float alpha = row[4 * x + 3];
                float scale = alpha > 0 ? 1 / alpha : 0;
                float rest = hasAlpha ? (1 - alpha) * GREY : 0;
                float visible = hasAlpha ? alpha : 1;
                write(
                        row[4 * x] * scale * visible + rest,
                        row[4 * x + 1] * scale * visible + rest,
                        row[4 * x + 2] * scale * visible + rest,
                        y * w + x,
                        lPlane.values(),
                        aPlane.values(),
                        bPlane.values());
                if (alphaPlane != null) {
                    alphaPlane.values()[y * w + x] = alpha;
                }
            }
        }
        return new Lab(lPlane, aPlane, bPlane, alphaPlane);
    }

    private static void averageRow(byte[] rgba, int offset, Kernel kernel, int w, boolean hasAlpha, float[] out) {
        for (int x = 0; x < w; x++) {
            float[] weights = kernel.weights(x);
            int p = offset + kernel.first(x) * 4;
            float r = 0;
            float g = 0;
            float b = 0;
            float alpha = 0;
            for (float weight : weights) {
                float visible = hasAlpha ? weight * (rgba[p + 3] & 255) / 255f : weight;
                r += visible * (rgba[p] & 255);
                g += visible * (rgba[p + 1] & 255);
                b += visible * (rgba[p + 2] & 255);
                alpha += visible;
                p += 4;
            }
            out[4 * x] = r;
            out[4 * x + 1] = g;
            out[4 * x + 2] = b;
            out[4 * x + 3] = alpha;
        }
    }

    private static void write(float r, float g, float b, int i, float[] l, float[] a, float[] bb) {
        float lr = linear(r);
        float lg = linear(g);
        float lb = linear(b);
        float fx = cubeRoot((0.412453f * lr + 0.357580f * lg + 0.180423f * lb) / 0.950456f);
        float fy = cubeRoot(0.212671f * lr + 0.715160f * lg + 0.072169f * lb);
        float fz = cubeRoot((0.019334f * lr + 0.119193f * lg + 0.950227f * lb) / 1.088754f);
        l[i] = 116 * fy - 16;
        a[i] = 500 * (fx - fy);
        bb[i] = 200 * (fy - fz);
    }

    /** Linear light in [0, 1] of an sRGB value in [0, 255]. */
    public static float linear(float value) {
        float x = Math.clamp(value, 0f, 255f) * 4;
        int i = Math.min((int) x, 1019);
        return LINEAR[i] + (x - i) * (LINEAR[i + 1] - LINEAR[i]);
    }

    private static float cubeRoot(float t) {
        // Most of the curve's bend is near black, so the table is over the square root of t.
        float x = (float) Math.sqrt(Math.clamp(t, 0f, 1.1f)) * (STEPS / 1.05f);
        int i = Math.min((int) x, STEPS - 1);
        return CUBE_ROOT[i] + (x - i) * (CUBE_ROOT[i + 1] - CUBE_ROOT[i]);
    }

    private static float[] linearTable() {
        float[] table = new float[1021];
        for (int i = 0; i < table.length; i++) {
            double v = i / 1020.0;
            table[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
        }
        return table;
    }

    private static float[] cubeRootTable() {
        float[] table = new float[STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            double t = Math.pow(i * 1.05 / STEPS, 2);
            table[i] = (float) (t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116);
        }
        return table;
    }

    /** Half the size on both sides. */
    public Lab half() {
        return new Lab(l.half(), a.half(), b.half(), alpha == null ? null : alpha.half());
    }

    /** Resized to {@code w x h}. */
    public Lab resize(int w, int h) {
        return new Lab(l.resize(w, h), a.resize(w, h), b.resize(w, h), alpha == null ? null : alpha.resize(w, h));
    }

    /** The normalised box {@code [x0, x1) x [y0, y1)}, resampled to {@code w x h}. */
    public Lab region(double x0, double y0, double x1, double y1, int w, int h) {
        return new Lab(
                l.region(x0, y0, x1, y1, w, h),
                a.region(x0, y0, x1, y1, w, h),
                b.region(x0, y0, x1, y1, w, h),
                alpha == null ? null : alpha.region(x0, y0, x1, y1, w, h));
    }
}
