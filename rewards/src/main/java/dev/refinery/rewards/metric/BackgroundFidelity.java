package dev.refinery.rewards.metric;

import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import java.util.Map;

/**
 * Is this the place of the background photo? Over 16 x 16 cells outside the subjects, against the best crop (zoom 1 to
 * 1.6, position, mirror) of the photo:
 *
 * <pre>
 * raw = 0.45 edge-histogram correlation + 0.25 NCC of L + 0.15 likeness of a, b patterns + 0.15 e^-(mean colour distance / 20)
 * </pre>
 */
public final class BackgroundFidelity implements RewardMetric {
    @Override
    public String name() {
        return "background-fidelity";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        BackgroundTemplates templates = reference.shared(BackgroundTemplates.class, BackgroundTemplates::of);
        return (candidate, name) -> judge(templates.shapedAs(candidate), candidate);
    }

    private static Verdict judge(CropSearch search, CandidateView candidate) {
        BackgroundScene scene = candidate.shared(BackgroundScene.class, BackgroundScene::of);
        float[] open = scene.open().values();
        CropSearch.Grid best = search.best(
                scene.grid(),
                open,
                grid -> Agreement.of(grid, scene.grid(), open).raw());
        Agreement agreement = Agreement.of(best, scene.grid(), open);
        return new Verdict.Judged(
                agreement.raw() * scene.openness(),
                Map.of(
                        "edges", agreement.edges,
                        "luminance", agreement.luminance,
                        "chroma", agreement.chroma,
                        "mean_color", agreement.meanColor,
                        "visible", scene.open().mean()));
    }

    private record Agreement(double edges, double luminance, double chroma, double meanColor) {
        double raw() {
            return 0.45 * Math.max(0, edges)
                    + 0.25 * Math.max(0, luminance)
                    + 0.15 * Math.max(0, chroma)
                    + 0.15 * meanColor;
        }

        static Agreement of(CropSearch.Grid reference, CropSearch.Grid image, float[] weights) {
            int channels = CropFeatures.CHANNELS;
            int color = CropFeatures.COLOR;
            float[] x = reference.values;
            float[] y = image.values;
            double xy = 0;
            double xx = 1e-6;
            double yy = 1e-6;
            double total = 1e-6;
            double[] mx = new double[3];
            double[] my = new double[3];
            for (int c = 0; c < weights.length; c++) {
                float w = weights[c];
                if (w == 0) {
                    continue;
                }
                int p = c * channels;
                double dot = 0;
                double x2 = 0;
                double y2 = 0;
                for (int k = p; k < p + color; k++) {
                    dot += x[k] * y[k];
                    x2 += x[k] * x[k];
                    y2 += y[k] * y[k];
                }
                xy += w * dot;
                xx += w * x2;
                yy += w * y2;
                total += w;
                for (int k = 0; k < 3; k++) {
                    mx[k] += w * x[p + color + k];
                    my[k] += w * y[p + color + k];
                }
            }
            double[] cov = new double[3];
            double[] vx = new double[3];
            double[] vy = new double[3];
            for (int c = 0; c < weights.length; c++) {
                for (int k = 0; weights[c] > 0 && k < 3; k++) {
                    double dx = x[c * channels + color + k] - mx[k] / total;
                    double dy = y[c * channels + color + k] - my[k] / total;
                    cov[k] += weights[c] * dx * dy;
                    vx[k] += weights[c] * dx * dx;
                    vy[k] += weights[c] * dy * dy;
                }
            }
            // Floors (variances of 4 in L, 6 in a and b): flat pictures are neither alike nor unlike by their patterns.
            double luminance = cov[0] / (Math.sqrt(vx[0] * vy[0]) + 4 * total);
            double chroma = (cov[1] + cov[2] + 6 * total) / (Math.sqrt((vx[1] + vx[2]) * (vy[1] + vy[2])) + 6 * total);
            double distance = Math.sqrt(0.5 * square((mx[0] - my[0]) / total)
                    + square((mx[1] - my[1]) / total)
                    + square((mx[2] - my[2]) / total));
            return new Agreement(xy / Math.sqrt(xx * yy), luminance, chroma, Math.exp(-distance / 20));
        }

        private static double square(double v) {
            return v * v;
        }
    }
}
