package dev.refinery.rewards.pixel;

/** Resampling weights of one axis: the pixels and shares that make each new pixel. */
final class Kernel {
    private final int[] first;
    private final float[][] weights;

    private Kernel(int[] first, float[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    /** New pixels that cover {@code [from, to)} of an axis of {@code length} old pixels. */
    static Kernel of(double from, double to, int length, int count) {
        double scale = (to - from) / count;
        int[] first = new int[count];
        float[][] weights = new float[count][];
        for (int i = 0; i < count; i++) {
            if (scale > 1) {
                double a = Math.clamp(from + i * scale, 0, length - 1e-6);
                double b = Math.clamp(from + (i + 1) * scale, a + 1e-6, length);
                int start = (int) a;
                int end = Math.min(length, (int) Math.ceil(b));
                first[i] = start;
                weights[i] = new float[end - start];
                for (int k = start; k < end; k++) {
                    weights[i][k - start] = (float) ((Math.min(b, k + 1.0) - Math.max(a, k)) / (b - a));
                }
            } else {
                double centre = Math.clamp(from + (i + 0.5) * scale - 0.5, 0, length - 1.0);
                int start = Math.min((int) centre, Math.max(0, length - 2));
                float f = (float) (centre - start);
                first[i] = start;
                weights[i] = length == 1 ? new float[] {1} : new float[] {1 - f, f};
            }
        }
        return new Kernel(first, weights);
    }

    float apply(float[] values, int offset, int stride, int index) {
        float[] w = weights[index];
        int p = offset + first[index] * stride;
        float sum = 0;
        for (float v : w) {
            sum += v * values[p];
            p += stride;
        }
        return sum;
    }

    int first(int index) {
        return first[index];
    }

    float[] weights(int index) {
        return weights[index];
    }
}
