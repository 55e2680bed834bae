package dev.refinery.rewards.metric;

import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import java.util.Map;

/**
 * Hold-out of the background: features that {@link BackgroundFidelity} does not use, with a crop search of its own.
 *
 * <pre>
 * layout  = e^-(d / 22), d = weighted distance of the low DCT coefficients of the L, a, b grids (MPEG-7's colour layout)
 * ordinal = agreement of which of two neighbouring regions is lighter (a rank transform, Zabih and Woodfill 1994)
 * raw     = 0.5 layout + 0.5 ordinal
 * </pre>
 */
public final class BackgroundLayout implements RewardMetric {
    private static final int GRID = CropFeatures.GRID;
    private static final int LOW = 4;
    private static final double[] COSINES = cosines();

    @Override
    public String name() {
        return "background-layout";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        BackgroundTemplates templates = reference.shared(BackgroundTemplates.class, BackgroundTemplates::of);
        return (candidate, name) -> judge(templates.shapedAs(candidate), candidate);
    }

    private static Verdict judge(CropSearch search, CandidateView candidate) {
        BackgroundScene scene = candidate.shared(BackgroundScene.class, BackgroundScene::of);
        float[] open = scene.open().values();
        CropSearch.Grid best = search.best(scene.grid(), open, grid -> raw(grid, scene.grid(), open));
        return new Verdict.Judged(
                raw(best, scene.grid(), open) * scene.openness(),
                Map.of(
                        "layout", layout(best, scene.grid(), open),
                        "ordinal", ordinal(best, scene.grid(), open)));
    }

    private static double raw(CropSearch.Grid reference, CropSearch.Grid image, float[] open) {
        return 0.5 * layout(reference, image, open) + 0.5 * Math.max(0, ordinal(reference, image, open));
    }

    /** The transform is linear, so it is applied to the open cells' differences. */
    private static double layout(CropSearch.Grid reference, CropSearch.Grid image, float[] open) {
        double total = 1e-6;
        for (float w : open) {
            total += w;
        }
        double distance = 0;
        for (int channel = 0; channel < 3; channel++) {
            double[] rows = new double[GRID * LOW];
            for (int y = 0; y < GRID; y++) {
                for (int x = 0; x < GRID; x++) {
                    int c = y * GRID + x;
                    int p = c * CropFeatures.CHANNELS + CropFeatures.COLOR + channel;
                    double d = open[c] * (reference.values[p] - image.values[p]);
                    for (int u = 0; u < LOW; u++) {
                        rows[y * LOW + u] += d * COSINES[u * GRID + x];
                    }
                }
            }
            for (int v = 0; v < LOW; v++) {
                for (int u = 0; u < LOW - v; u++) {
                    double sum = 0;
                    for (int y = 0; y < GRID; y++) {
                        sum += rows[y * LOW + u] * COSINES[v * GRID + y];
                    }
                    double coefficient = sum / total;
                    // The overall level and tint are what lighting and style may change.
                    double share = u + v == 0 ? 0.2 : 1.0 / (1 + u + v);
                    distance += share * (channel == 0 ? 0.5 : 1) * coefficient * coefficient;
                }
            }
        }
        return Math.exp(-Math.sqrt(distance) / 22);
    }

    /** Mean product of the signs (softened by 4 L) of differences at distances 1 and 4, both axes; [-1, 1]. */
    private static double ordinal(CropSearch.Grid reference, CropSearch.Grid image, float[] open) {
        double sum = 0;
        double total = 1e-6;
        for (int step : new int[] {1, 4}) {
            for (int y = 0; y < GRID; y++) {
                for (int x = 0; x < GRID; x++) {
                    for (int axis = 0; axis < 2; axis++) {
                        int x2 = x + (axis == 0 ? step : 0);
                        int y2 = y + (axis == 1 ? step : 0);
                        if (x2 >= GRID || y2 >= GRID) {
                            continue;
                        }
                        int c = y * GRID + x;
                        int c2 = y2 * GRID + x2;
                        double w = open[c] * open[c2];
                        double r = soft(lightness(reference, c2) - lightness(reference, c));
                        double i = soft(lightness(image, c2) - lightness(image, c));
                        sum += w * r * i;
                        total += w * Math.max(r * r, i * i);
                    }
                }
            }
        }
        return sum / total;
    }

    private static double lightness(CropSearch.Grid grid, int cell) {
        return grid.values[cell * CropFeatures.CHANNELS + CropFeatures.COLOR];
    }

    private static double soft(double difference) {
        return difference / (4 + Math.abs(difference));
    }

    private static double[] cosines() {
        double[] out = new double[LOW * GRID];
        for (int u = 0; u < LOW; u++) {
            for (int x = 0; x < GRID; x++) {
                out[u * GRID + x] = (u == 0 ? 1 : Math.sqrt(2)) * Math.cos(Math.PI * u * (x + 0.5) / GRID);
            }
        }
        return out;
    }
}
