package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Plane;

/** Grows what is covered by a square of pixels on every side. */
final class Margin {
    private Margin() {}

    /** 1 where anything within {@code radius} pixels, across and down, is above 0; else 0. */
    static Plane around(Plane cover, int radius) {
        int w = cover.width();
        int h = cover.height();
        Plane across = new Plane(w, h);
        for (int y = 0; y < h; y++) {
            int last = -radius - 1;
            for (int x = 0; x < w + radius; x++) {
                if (x < w && cover.at(x, y) > 0) {
                    last = x;
                }
                mark(across, x - radius, y, last >= x - 2 * radius && last >= 0);
            }
        }
        Plane out = new Plane(w, h);
        for (int x = 0; x < w; x++) {
            int last = -radius - 1;
            for (int y = 0; y < h + radius; y++) {
                if (y < h && across.at(x, y) > 0) {
                    last = y;
                }
                mark(out, x, y - radius, last >= y - 2 * radius && last >= 0);
            }
        }
        return out;
    }

    private static void mark(Plane plane, int x, int y, boolean covered) {
        if (covered && x >= 0 && y >= 0) {
            plane.values()[y * plane.width() + x] = 1;
        }
    }
}
