package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Plane;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The picture's own technical quality in [0, 1]: a gate against broken pictures, not a reward to climb.
 *
 * <pre>
 * sharpness .40  p98 of the gradient over 9 L a pixel, at most 1
 * clipping  .20  1 - 4 times the share of pixels beyond the darkest and lightest half percent that a scene may have
 * contrast  .15  (p95 - p5) of L over 35, at most 1
 * blocks    .10  gradient on the 8-pixel lattice against that beside it
 * seams     .15  straight edges along the boxes of the subjects: a backdrop that was carried along
 * </pre>
 */
public final class PictureQuality {
    private PictureQuality() {}

    public record Assessment(double score, Map<String, Double> parts) {
        public Assessment {
            parts = Map.copyOf(parts);
        }
    }

    public static Assessment of(CandidateView candidate) {
        Plane l = candidate.lab().l();
        int[] levels = new int[201];
        int[] gradients = new int[256];
        int w = l.width();
        int h = l.height();
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                levels[Math.clamp((int) (2 * l.at(x, y)), 0, 200)]++;
                float gx = l.at(Math.min(w - 1, x + 1), y) - l.at(x, y);
                float gy = l.at(x, Math.min(h - 1, y + 1)) - l.at(x, y);
                gradients[Math.min(255, (int) (4 * Math.sqrt(gx * gx + gy * gy)))]++;
            }
        }
        double n = (double) w * h;
        double black = levels[0] / n;
        double white = levels[200] / n + levels[199] / n;
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("sharpness", Math.min(1, percentile(gradients, 0.98) / 4 / 9));
        // White backdrops are wanted in catalogues: only a nearly all-white or a largely black picture is clipped.
        parts.put(
                "clipping",
                1 - Math.clamp(4 * (black - 0.08), 0, 1) * 0.7 - Math.clamp(10 * (white - 0.88), 0, 1) * 0.3);
        parts.put("contrast", Math.min(1, (percentile(levels, 0.95) - percentile(levels, 0.05)) / 2 / 35));
        parts.put("blocks", 1 - blockiness(candidate));
        parts.put("seams", 1 - seams(candidate, l));
        double score = 0.40 * parts.get("sharpness")
                + 0.20 * parts.get("clipping")
                + 0.15 * parts.get("contrast")
                + 0.10 * parts.get("blocks")
                + 0.15 * parts.get("seams");
        return new Assessment(Math.clamp(score, 0, 1), parts);
    }

    private static double percentile(int[] counts, double share) {
        long total = 0;
        for (int c : counts) {
            total += c;
        }
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= share * total) {
                return i;
            }
        }
        return counts.length - 1;
    }

    /** 0 = none, 1 = steps on the lattice of 8 are twice as strong as beside it; green channel, full size. */
    private static double blockiness(CandidateView candidate) {
        byte[] rgba = candidate.image().rgba();
        int w = candidate.image().width();
        int h = candidate.image().height();
        long on = 0;
        long off = 0;
        for (int y = 0; y < h; y += 3) {
            for (int x = 8; x < w; x += 8) {
                int p = (y * w + x) * 4 + 1;
                int before = rgba[p - 4] & 255;
                on += 3L * Math.abs((rgba[p] & 255) - before);
                off += Math.abs(before - (rgba[p - 8] & 255));
                off += Math.abs((rgba[p - 8] & 255) - (rgba[p - 12] & 255));
                off += Math.abs((rgba[p - 12] & 255) - (rgba[p - 16] & 255));
            }
        }
        long area = (long) w * h / 24;
        return Math.clamp((on - 1.15 * off) / (off + 3.0 * area), 0, 1);
    }

    private static double seams(CandidateView candidate, Plane l) {
        double worst = 0;
        for (Placement placement : candidate.placements()) {
            if (Math.abs(placement.rotation()) > 0.01) {
                continue;
            }
            Placement.Box box = placement.target();
            double sides = 0;
            int found = 0;
            for (int side = 0; side < 4; side++) {
                double position = side == 0 ? box.x0() : side == 1 ? box.x1() : side == 2 ? box.y0() : box.y1();
                double strength = seam(l, box, position, side < 2);
                if (strength >= 0) {
                    sides += strength;
                    found++;
                }
            }
            if (found > 0) {
                worst = Math.max(worst, sides / found);
            }
        }
        return worst;
    }

    /** Share of the side's length with a step of more than 5 L right at the side; -1 when it lies outside the picture. */
    private static double seam(Plane l, Placement.Box box, double position, boolean vertical) {
        int length = vertical ? l.height() : l.width();
        int across = vertical ? l.width() : l.height();
        int at = (int) Math.round(position * across);
        if (at < 3 || at > across - 4) {
            return -1;
        }
        int from = (int) Math.clamp((vertical ? box.y0() : box.x0()) * length, 0, length);
        int to = (int) Math.clamp((vertical ? box.y1() : box.x1()) * length, 0, length);
        int steps = 0;
        for (int i = from; i < to; i++) {
            double outer = vertical ? l.at(at - 2, i) : l.at(i, at - 2);
            double inner = vertical ? l.at(at + 2, i) : l.at(i, at + 2);
            if (Math.abs(inner - outer) > 5) {
                steps++;
            }
        }
        // A rounded subject touches its box along a short stretch only.
        return to - from < 8 ? -1 : Math.clamp(((double) steps / (to - from) - 0.5) * 2, 0, 1);
    }
}
