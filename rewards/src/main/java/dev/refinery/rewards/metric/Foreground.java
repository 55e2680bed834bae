package dev.refinery.rewards.metric;

import dev.refinery.imaging.Raster;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import org.jspecify.annotations.Nullable;

/**
 * Where the subject is in its own photo, by the scorer's own judgement: a user's mask, the photo's alpha, else salience
 * by minimum barrier distance to the border (Zhang et al., "Minimum barrier salient object detection at 80 fps", 2015)
 * with a mild centre prior. The generator's cut-out is never consulted, so a bad cut-out cannot vouch for itself.
 *
 * @param weight [0, 1] at a small working size of the whole photo
 * @param trust how far {@code weight} may be believed: 1 for a mask or alpha, about .9 on plain backdrops, less on
 *     cluttered photos
 * @param backdrop the photo shows a backdrop around the subject; false where alpha has cut it away
 */
record Foreground(Plane weight, double trust, boolean backdrop) {
    private static final int SIDE = 128;

    /** A user's mask or the photo's alpha, no estimate. */
    boolean given() {
        return trust == 1;
    }

    static Foreground of(ReferenceView reference) {
        Lab photo = Lab.fit(reference.image(), SIDE);
        Raster mask = reference.mask();
        if (mask != null) {
            Plane given =
                    Lab.crop(mask, 0, 0, 1, 1, photo.width(), photo.height()).l();
            Plane weight = new Plane(photo.width(), photo.height());
            for (int i = 0; i < weight.values().length; i++) {
                weight.values()[i] = Math.clamp(given.values()[i] / 100f, 0f, 1f);
            }
            if (weight.mean() > 0.0005) {
                return new Foreground(weight, 1, !transparent(photo.alpha()));
            }
        }
        Plane alpha = photo.alpha();
        if (alpha != null && transparent(alpha)) {
            return new Foreground(alpha, 1, false);
        }
        return salience(photo);
    }

    private static boolean transparent(@Nullable Plane alpha) {
        return alpha != null && alpha.mean() < 0.995 && alpha.mean() > 0.0005;
    }

    private static Foreground salience(Lab photo) {
        int w = photo.width();
        int h = photo.height();
        float[] total = new float[w * h];
        add(barrier(photo.l().blur(0.7)), total);
        add(barrier(photo.a().blur(0.7)), total);
        add(barrier(photo.b().blur(0.7)), total);
        float top = 1e-3f;
        for (float v : total) {
            top = Math.max(top, v);
        }
        Plane out = new Plane(w, h);
        double undecided = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                double dx = (x + 0.5) / w - 0.5;
                double dy = (y + 0.5) / h - 0.5;
                double centre = Math.exp(-(dx * dx + dy * dy) / (2 * 0.45 * 0.45));
                double v = total[y * w + x] / top;
                double t = Math.clamp((v * (0.5 + 0.5 * centre) - 0.07) / 0.2, 0, 1);
                double s = t * t * (3 - 2 * t);
                out.values()[y * w + x] = (float) s;
                if (s > 0.06 && s < 0.94) {
                    undecided++;
                }
            }
        }
        // Undecided pixels and weak contrast both say that the estimate is a guess.
        double decided = Math.clamp(1 - 2.5 * undecided / (w * h), 0, 1);
        return new Foreground(out, 0.9 * decided * Math.min(1, top / 50), true);
    }

    private static void add(float[] values, float[] total) {
        for (int i = 0; i < total.length; i++) {
            total[i] += values[i];
        }
    }

    /** Raster-scan approximation, four passes in alternating directions. */
    private static float[] barrier(Plane plane) {
        int w = plane.width();
        int h = plane.height();
        float[] v = plane.values();
        float[] distance = new float[w * h];
        float[] high = v.clone();
        float[] low = v.clone();
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                distance[y * w + x] = Float.MAX_VALUE;
            }
        }
        for (int pass = 0; pass < 4; pass++) {
            boolean forward = pass % 2 == 0;
            int step = forward ? 1 : -1;
            for (int k = 1; k < h - 1; k++) {
                int y = forward ? k : h - 1 - k;
                for (int j = 1; j < w - 1; j++) {
                    int x = forward ? j : w - 1 - j;
                    int p = y * w + x;
                    relax(p, p - step * w, v, distance, high, low);
                    relax(p, p - step, v, distance, high, low);
                }
            }
        }
        return distance;
    }

    private static void relax(int p, int from, float[] v, float[] distance, float[] high, float[] low) {
        float newHigh = Math.max(high[from], v[p]);
        float newLow = Math.min(low[from], v[p]);
        float cost = newHigh - newLow;
        if (cost < distance[p]) {
            distance[p] = cost;
            high[p] = newHigh;
            low[p] = newLow;
        }
    }
}
