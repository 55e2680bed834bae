package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Plane;

/**
 * The contrast-structure term of multi-scale SSIM (Wang, Simoncelli and Bovik, 2003), weighted by place: the luminance
 * term is left out because a placed subject may be relit. Windows of 8 x 8 with stride 4, three scales. Stateless.
 */
final class StructuralSimilarity {
    private static final int WINDOW = 8;
    private static final int STRIDE = 4;
    private static final double[] SCALE_WEIGHTS = {0.25, 0.40, 0.35};
    /** (0.03 * 100)^2: the customary constant for values in [0, 100]. */
    private static final double C2 = 9;

    private StructuralSimilarity() {}

    /** Weighted mean in [-1, 1]; scales that have become smaller than a window are left out. */
    static double between(Plane x, Plane y, Plane weight) {
        double sum = 0;
        double total = 0;
        Plane px = x;
        Plane py = y;
        Plane pw = weight;
        for (double share : SCALE_WEIGHTS) {
            if (Math.min(px.width(), px.height()) < WINDOW) {
                break;
            }
            sum += share * scale(px, py, pw);
            total += share;
            px = px.half();
            py = py.half();
            pw = pw.half();
        }
        return total == 0 ? 0 : sum / total;
    }

    private static double scale(Plane x, Plane y, Plane weight) {
        double sum = 0;
        double total = 1e-9;
        for (int top = 0; top + WINDOW <= x.height(); top += STRIDE) {
            for (int left = 0; left + WINDOW <= x.width(); left += STRIDE) {
                double w = 0;
                double sx = 0;
                double sy = 0;
                double sxx = 0;
                double syy = 0;
                double sxy = 0;
                for (int row = top; row < top + WINDOW; row++) {
                    int p = row * x.width() + left;
                    for (int i = p; i < p + WINDOW; i++) {
                        float wi = weight.values()[i];
                        float xi = x.values()[i];
                        float yi = y.values()[i];
                        w += wi;
                        sx += wi * xi;
                        sy += wi * yi;
                        sxx += wi * xi * xi;
                        syy += wi * yi * yi;
                        sxy += wi * xi * yi;
                    }
                }
                if (w < 4) {
                    continue;
                }
                double mx = sx / w;
                double my = sy / w;
                double cs = (2 * (sxy / w - mx * my) + C2) / (sxx / w - mx * mx + syy / w - my * my + C2);
                sum += w * cs;
                total += w;
            }
        }
        return sum / total;
    }
}
