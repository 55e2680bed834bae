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

    /** The grid that scores best. */
    Grid best(ToDoubleFunction<Grid> score) {
        Seen best = seen.get(0);
        double top = Double.NEGATIVE_INFINITY;
        for (Seen s : seen) {
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

    /** The values of a crop's cells, see {@link CropFeatures#grid}; read only. */
    static final class Grid {
        final float[] values;

        Grid(float[] values) {
            this.values = values;
        }
    }

    private record Seen(double zoom, double cx, double cy, boolean mirrored, Grid grid) {}
}
