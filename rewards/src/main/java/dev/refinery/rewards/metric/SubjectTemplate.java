package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Arrays;

/**
 * The source box of a reference at the size where subjects are compared, weighted by the scorer's own foreground.
 *
 * @param kept share of the photo's whole foreground that lies in the box: a box that cuts the subject short is visible
 *     here
 * @param backdrop see {@link Foreground}
 */
record SubjectTemplate(Lab lab, Plane weight, double kept, double trust, boolean backdrop) {
    static final int SIDE = 96;

    static SubjectTemplate of(Lab photo, Foreground foreground, Placement.Box source) {
        double w = Math.max(1e-3, source.width()) * photo.width();
        double h = Math.max(1e-3, source.height()) * photo.height();
        int width = cells(w / Math.max(w, h));
        int height = cells(h / Math.max(w, h));
        Lab lab = photo.region(source.x0(), source.y0(), source.x1(), source.y1(), width, height);
        Plane all = foreground.weight();
        Plane weight = new Plane(width, height);
        double inBox = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = source.x0() + (x + 0.5) / width * source.width();
                double v = source.y0() + (y + 0.5) / height * source.height();
                float value = all.sample((float) (u * all.width() - 0.5), (float) (v * all.height() - 0.5));
                weight.values()[y * width + x] = value;
                inBox += value;
            }
        }
        double boxShare = source.width() * source.height() * inBox / (width * height);
        double kept = Math.min(1, boxShare / Math.max(1e-6, all.mean()));
        if (inBox < 0.02 * width * height) {
            // Nothing of the estimate is in the box: it cannot weigh anything, and cannot be trusted either.
            Arrays.fill(weight.values(), 1f);
            return new SubjectTemplate(lab, weight, kept, 0, false);
        }
        return new SubjectTemplate(lab, weight, kept, foreground.trust(), foreground.backdrop());
    }

    /** A side in whole 8-pixel cells. */
    private static int cells(double share) {
        return Math.max(2, (int) Math.round(share * SIDE / 8)) * 8;
    }
}
