package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Plane;

/** The smallest box around what is at least half subject, as shares of the frame; empty = the middle point. */
record SubjectBox(double x0, double y0, double x1, double y1) {
    static SubjectBox of(Plane cover) {
        int left = cover.width();
        int top = cover.height();
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < cover.height(); y++) {
            for (int x = 0; x < cover.width(); x++) {
                if (cover.at(x, y) >= 0.5f) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = y + 1;
                }
            }
        }
        if (right == 0) {
            return new SubjectBox(0.5, 0.5, 0.5, 0.5);
        }
        double w = cover.width();
        double h = cover.height();
        return new SubjectBox(left / w, top / h, right / w, bottom / h);
    }

    double width() {
        return x1 - x0;
    }

    double height() {
        return y1 - y0;
    }
}
