package dev.refinery.rewards.pixel;

/**
 * Edge orientations of a plane: for each pixel the gradient's strength, shared between the two nearest of eight unsigned
 * directions, as eight planes. The features of a histogram of oriented gradients (Dalal and Triggs, 2005) before pooling.
 */
public final class Orientations {
    public static final int BINS = 8;

    private Orientations() {}

    /** Interleaved {@code height * width * 8} energies; bin k is centred on direction {@code k * pi / 8}. */
    public static float[] energies(Plane plane) {
        int w = plane.width();
        int h = plane.height();
        float[] v = plane.values();
        float[] out = new float[w * h * BINS];
        for (int y = 0; y < h; y++) {
            int up = Math.max(0, y - 1) * w;
            int down = Math.min(h - 1, y + 1) * w;
            for (int x = 0; x < w; x++) {
                float gx = v[y * w + Math.min(w - 1, x + 1)] - v[y * w + Math.max(0, x - 1)];
                float gy = v[down + x] - v[up + x];
                float strength = (float) Math.sqrt(gx * gx + gy * gy);
                if (strength < 1e-3f) {
                    continue;
                }
                float position = turn(gx, gy) * BINS;
                int bin = (int) position;
                float f = position - bin;
                int p = (y * w + x) * BINS;
                out[p + (bin & 7)] += strength * (1 - f);
                out[p + ((bin + 1) & 7)] += strength * f;
            }
        }
        return out;
    }

    /** Direction of a vector without its sign, as a share of half a turn in [0, 1); error below 1e-3. */
    static float turn(float x, float y) {
        float ax = Math.abs(x);
        float ay = Math.abs(y);
        float small = Math.min(ax, ay);
        float t = small / Math.max(Math.max(ax, ay), 1e-12f);
        // Quadratic fit of atan(t) / pi on [0, 1], largest error 5e-4.
        float angle = 0.25f * t + t * (1 - t) * (0.07789f + 0.0211f * t);
        if (ay > ax) {
            angle = 0.5f - angle;
        }
        if (x < 0 != y < 0 && small > 0) {
            angle = 1 - angle;
        }
        return angle >= 1 ? 0 : angle;
    }
}
