package dev.refinery.gateway.app;

import dev.refinery.imaging.Raster;

/** Halves a picture by averaging 2x2 pixels, weighted by alpha: a cheap first step down that keeps a camera's photo off the heap. */
final class Halving {
    private Halving() {}

    /** Halves while both the result stays at or above {@code longSide} pixels; else returns the picture as it is. */
    static Raster downTo(Raster image, int longSide) {
        Raster smaller = image;
        while (Math.max(smaller.width(), smaller.height()) >= 2 * longSide
                && Math.min(smaller.width(), smaller.height()) >= 2) {
            smaller = half(smaller);
        }
        return smaller;
    }

    private static Raster half(Raster image) {
        int width = image.width() / 2;
        int height = image.height() / 2;
        byte[] from = image.rgba();
        byte[] to = new byte[4 * width * height];
        int stride = 4 * image.width();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int a = 2 * y * stride + 8 * x;
                average(from, a, a + 4, a + stride, a + stride + 4, to, 4 * (y * width + x));
            }
        }
        return Raster.of(width, height, to);
    }

    private static void average(byte[] from, int a, int b, int c, int d, byte[] to, int at) {
        int alphaA = from[a + 3] & 0xFF;
        int alphaB = from[b + 3] & 0xFF;
        int alphaC = from[c + 3] & 0xFF;
        int alphaD = from[d + 3] & 0xFF;
        int weight = alphaA + alphaB + alphaC + alphaD;
        to[at + 3] = (byte) ((weight + 2) / 4);
        if (weight == 0) {
            return;
        }
        for (int k = 0; k < 3; k++) {
            int sum = (from[a + k] & 0xFF) * alphaA
                    + (from[b + k] & 0xFF) * alphaB
                    + (from[c + k] & 0xFF) * alphaC
                    + (from[d + k] & 0xFF) * alphaD;
            to[at + k] = (byte) ((sum + weight / 2) / weight);
        }
    }
}
