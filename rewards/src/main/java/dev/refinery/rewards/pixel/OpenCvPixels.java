package dev.refinery.rewards.pixel;

import dev.refinery.imaging.Raster;

/**
 * The 8-bit resize and colour conversions of OpenCV 4, bit for bit, for scores that are defined through them.
 *
 * <p>Sources of the arithmetic: OpenCV documentation of {@code resize} (INTER_LINEAR, 11-bit coefficients; INTER_AREA
 * when both sides shrink by exactly two) and {@code cvtColor} (BT.601 luma in 15-bit fixed point; CIE Lab from sRGB, D65,
 * scaled to 0..255 in 12 + 3 bit fixed point). Stateless and thread-safe.
 */
public final class OpenCvPixels {
    private static final int COEFFICIENT_ONE = 1 << 11;
    private static final int GAMMA_SHIFT = 3;
    private static final int LAB_SHIFT = 12;
    private static final int LAB_SHIFT_2 = LAB_SHIFT + GAMMA_SHIFT;
    private static final int[] LINEAR = linearTable();
    private static final int[] CUBE_ROOT = cubeRootTable();
    private static final int[] XYZ = xyzCoefficients();

    private OpenCvPixels() {}

    /** Resized RGB of a picture, interleaved, {@code width * height * 3} bytes; alpha is dropped, not blended. */
    public static byte[] resizeRgb(Raster image, int width, int height) {
        byte[] source = image.rgba();
        int sourceWidth = image.width();
        int sourceHeight = image.height();
        byte[] out = new byte[width * height * 3];
        if (sourceWidth == width && sourceHeight == height) {
            for (int i = 0, s = 0, d = 0; i < width * height; i++, s += 4) {
                out[d++] = source[s];
                out[d++] = source[s + 1];
                out[d++] = source[s + 2];
            }
        } else if (sourceWidth == 2 * width && sourceHeight == 2 * height) {
            halve(source, sourceWidth, width, height, out);
        } else {
            bilinear(source, sourceWidth, sourceHeight, width, height, out);
        }
        return out;
    }

    private static void halve(byte[] source, int sourceWidth, int width, int height, byte[] out) {
        int d = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int s = (2 * y * sourceWidth + 2 * x) * 4;
                int below = s + sourceWidth * 4;
                for (int c = 0; c < 3; c++) {
                    int sum = (source[s + c] & 255)
                            + (source[s + 4 + c] & 255)
                            + (source[below + c] & 255)
                            + (source[below + 4 + c] & 255);
                    out[d++] = (byte) ((sum + 2) >> 2);
                }
            }
        }
    }

    private static void bilinear(byte[] source, int sourceWidth, int sourceHeight, int width, int height, byte[] out) {
        int[] left = new int[width];
        int[] right = new int[width];
        int[] leftWeight = new int[width];
        int[] rightWeight = new int[width];
        double scaleX = 1.0 / ((double) width / sourceWidth);
        for (int x = 0; x < width; x++) {
            float f = (float) ((x + 0.5) * scaleX - 0.5);
            int s = (int) Math.floor(f);
            f -= s;
            if (s < 0) {
                f = 0;
                s = 0;
            }
            if (s >= sourceWidth - 1) {
                f = 0;
                s = sourceWidth - 1;
            }
            left[x] = s * 4;
            right[x] = Math.min(s + 1, sourceWidth - 1) * 4;
            leftWeight[x] = (int) Math.rint((1f - f) * COEFFICIENT_ONE);
            rightWeight[x] = (int) Math.rint(f * COEFFICIENT_ONE);
        }
        double scaleY = 1.0 / ((double) height / sourceHeight);
        int[] upper = new int[width * 3];
        int[] lower = new int[width * 3];
        int upperRow = -1;
        int lowerRow = -1;
        int d = 0;
        for (int y = 0; y < height; y++) {
            float f = (float) ((y + 0.5) * scaleY - 0.5);
            int s = (int) Math.floor(f);
            f -= s;
            int b0 = (int) Math.rint((1f - f) * COEFFICIENT_ONE);
            int b1 = (int) Math.rint(f * COEFFICIENT_ONE);
            int row0 = Math.clamp(s, 0, sourceHeight - 1);
            int row1 = Math.clamp(s + 1L, 0, sourceHeight - 1);
            if (row0 == lowerRow) {
                int[] swap = upper;
                upper = lower;
                lower = swap;
                upperRow = row0;
                lowerRow = -1;
            }
            if (row0 != upperRow) {
                horizontal(source, row0 * sourceWidth * 4, left, right, leftWeight, rightWeight, upper);
                upperRow = row0;
            }
            if (row1 != lowerRow) {
                horizontal(source, row1 * sourceWidth * 4, left, right, leftWeight, rightWeight, lower);
                lowerRow = row1;
            }
            for (int x = 0; x < width * 3; x++) {
                int value = ((b0 * (upper[x] >> 4)) >> 16) + ((b1 * (lower[x] >> 4)) >> 16);
                out[d++] = (byte) ((value + 2) >> 2);
            }
        }
    }

    private static void horizontal(
            byte[] source, int row, int[] left, int[] right, int[] leftWeight, int[] rightWeight, int[] out) {
        int d = 0;
        for (int x = 0; x < left.length; x++) {
            int l = row + left[x];
            int r = row + right[x];
            int wl = leftWeight[x];
            int wr = rightWeight[x];
            out[d++] = (source[l] & 255) * wl + (source[r] & 255) * wr;
            out[d++] = (source[l + 1] & 255) * wl + (source[r + 1] & 255) * wr;
            out[d++] = (source[l + 2] & 255) * wl + (source[r + 2] & 255) * wr;
        }
    }

    /** 8-bit luma of 8-bit RGB. */
    public static int gray(int r, int g, int b) {
        return (r * 9798 + g * 19235 + b * 3735 + (1 << 14)) >> 15;
    }

    /** Lab of 8-bit RGB as {@code L << 16 | a << 8 | b}, each 0..255 (L scaled by 2.55, a and b offset by 128). */
    public static int lab(int r, int g, int b) {
        int lr = LINEAR[r];
        int lg = LINEAR[g];
        int lb = LINEAR[b];
        int fx = CUBE_ROOT[descale(lr * XYZ[0] + lg * XYZ[1] + lb * XYZ[2], LAB_SHIFT)];
        int fy = CUBE_ROOT[descale(lr * XYZ[3] + lg * XYZ[4] + lb * XYZ[5], LAB_SHIFT)];
        int fz = CUBE_ROOT[descale(lr * XYZ[6] + lg * XYZ[7] + lb * XYZ[8], LAB_SHIFT)];
        int lightness = descale(296 * fy - (16 * 255 * (1 << LAB_SHIFT_2) + 50) / 100, LAB_SHIFT_2);
        int a = descale(500 * (fx - fy) + 128 * (1 << LAB_SHIFT_2), LAB_SHIFT_2);
        int bb = descale(200 * (fy - fz) + 128 * (1 << LAB_SHIFT_2), LAB_SHIFT_2);
        return Math.clamp(lightness, 0, 255) << 16 | Math.clamp(a, 0, 255) << 8 | Math.clamp(bb, 0, 255);
    }

    private static int descale(int value, int shift) {
        return (value + (1 << (shift - 1))) >> shift;
    }

    private static int[] linearTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            double x = i / 255.0;
            double linear = x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
            table[i] = (int) Math.rint(255.0 * (1 << GAMMA_SHIFT) * linear);
        }
        return table;
    }

    private static int[] cubeRootTable() {
        int[] table = new int[256 * 3 / 2 * (1 << GAMMA_SHIFT)];
        for (int i = 0; i < table.length; i++) {
            double x = i / (255.0 * (1 << GAMMA_SHIFT));
            double f = x < 0.008856 ? x * 7.787 + 16.0 / 116.0 : Math.cbrt(x);
            table[i] = (int) Math.rint((1 << LAB_SHIFT_2) * f);
        }
        return table;
    }

    private static int[] xyzCoefficients() {
        double[] matrix = {0.412453, 0.357580, 0.180423, 0.212671, 0.715160, 0.072169, 0.019334, 0.119193, 0.950227};
        double[] white = {0.950456, 1.0, 1.088754};
        int[] out = new int[9];
        for (int i = 0; i < 9; i++) {
            out[i] = (int) Math.rint((1 << LAB_SHIFT) * matrix[i] / white[i / 3]);
        }
        return out;
    }
}
