package dev.refinery.rewards.metric;

import dev.refinery.rewards.metric.CropFeatures.Crop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which part of a background photo does a candidate show? Zooms of 1 to 1.5, five positions on each free axis, mirrored or
 * not, then a local refinement. Immutable; made for one shape of candidate.
 */
final class CropSearch {
    private static final double[] ZOOMS = {1, 1.12, 1.27, 1.45};
    private static final double[] PLACES = {0, 0.25, 0.5, 0.75, 1};
    private static final int SHORTLIST = 10;

    private final CropFeatures picture;
    private final double aspect;
    private final List<Seen> seen = new ArrayList<>();

    CropSearch(CropFeatures picture, double aspect) {
        this.picture = picture;
        this.aspect = aspect;
        for (double zoom : ZOOMS) {
            Crop centred = Crop.of(picture.aspect(), aspect, zoom, 0.5, 0.5, false);
            for (double cy : centred.h() < 0.98 ? PLACES : new double[] {0.5}) {
                for (double cx : centred.w() < 0.98 ? PLACES : new double[] {0.5}) {
                    add(zoom, cx, cy, false);
                    add(zoom, cx, cy, true);
                }
            }
        }
    }

    private void add(double zoom, double cx, double cy, boolean mirrored) {
        seen.add(look(zoom, cx, cy, mirrored));
    }

    private Seen look(double zoom, double cx, double cy, boolean mirrored) {
        Crop crop = Crop.of(picture.aspect(), aspect, zoom, cx, cy, mirrored);
        return new Seen(zoom, cx, cy, mirrored, new Grid(picture.grid(crop)));
    }

    /**
     * The grid that scores best: by the given score among the crops whose edges and lightness agree best on every second
     * cell, then by small steps from there.
     *
     * @param image the candidate's own grid
     * @param open weight of each cell
     */
    Grid best(Grid image, float[] open, ToDoubleFunction<Grid> score) {
        double top = Double.NEGATIVE_INFINITY;
        List<Seen> likely = shortlist(image, open);
        Seen best = likely.get(0);
        for (Seen s : likely) {
            double value = score.applyAsDouble(s.grid());
            if (value > top) {
                top = value;
                best = s;
            }
        }
        double step = 0.12;
        for (int round = 0; round < 3; round++) {
            Seen centre = best;
            boolean moved = false;
            for (int k = 0; k < 6; k++) {
                double sign = k % 2 == 0 ? 1 : -1;
                Seen next = look(
                        Math.clamp(centre.zoom + (k / 2 == 2 ? sign * step * 0.6 : 0), 1, 1.6),
                        Math.clamp(centre.cx + (k / 2 == 0 ? sign * step : 0), 0, 1),
                        Math.clamp(centre.cy + (k / 2 == 1 ? sign * step : 0), 0, 1),
                        centre.mirrored);
                double value = score.applyAsDouble(next.grid);
                if (value > top) {
                    top = value;
                    best = next;
                    moved = true;
                }
            }
            if (!moved) {
                step /= 2;
            }
        }
        return best.grid;
    }

    private List<Seen> shortlist(Grid image, float[] open) {
        double[] likeness = new double[seen.size()];
        for (int i = 0; i < likeness.length; i++) {
            likeness[i] = likeness(seen.get(i).grid.values, image.values, open);
        }
        List<Seen> out = new ArrayList<>(SHORTLIST);
        for (int k = 0; k < Math.min(SHORTLIST, likeness.length); k++) {
            int at = 0;
            for (int i = 1; i < likeness.length; i++) {
                if (likeness[i] > likeness[at]) {
                    at = i;
                }
            }
            out.add(seen.get(at));
            likeness[at] = Double.NEGATIVE_INFINITY;
        }
        return out;
    }

    private static double likeness(float[] x, float[] y, float[] open) {
        int n = CropFeatures.GRID;
        double edges = 0;
        double total = 1e-6;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double syy = 0;
        double sxy = 0;
        for (int row = 0; row < n; row++) {
            for (int column = row % 2; column < n; column += 2) {
                float w = open[row * n + column];
                if (w == 0) {
                    continue;
                }
                int p = (row * n + column) * CropFeatures.CHANNELS;
                float dot = 0;
                for (int k = p; k < p + CropFeatures.COLOR; k++) {
                    dot += x[k] * y[k];
                }
                edges += w * dot;
                double l = x[p + CropFeatures.COLOR];
                double m = y[p + CropFeatures.COLOR];
                total += w;
                sx += w * l;
                sy += w * m;
                sxx += w * l * l;
                syy += w * m * m;
                sxy += w * l * m;
            }
        }
        double covariance = sxy / total - sx * sy / (total * total);
        double vx = sxx / total - sx * sx / (total * total);
        double vy = syy / total - sy * sy / (total * total);
        return edges / total + 0.5 * covariance / (Math.sqrt(Math.max(0, vx * vy)) + 4);
    }

    /** The values of a crop's cells, see {@link CropFeatures#grid}; read only. */
    static final class Grid {
        final float[] values;

        Grid(float[] values) {
            this.values = values;
        }
    }

    private record Seen(double zoom, double cx, double cy, boolean mirrored, Grid grid) {}
}
