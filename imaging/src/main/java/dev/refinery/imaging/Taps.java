package dev.refinery.imaging;

/** The weights with which source samples enter each target sample of one axis; they sum to 1. */
final class Taps {
    private final int[] first;
    private final float[][] weights;

    private Taps(int[] first, float[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    int first(int target) {
        return first[target];
    }

    int count(int target) {
        return weights[target].length;
    }

    float weight(int target, int k) {
        return weights[target][k];
    }

    static Taps of(int from, int to) {
        int[] first = new int[to];
        float[][] weights = new float[to][];
        for (int i = 0; i < to; i++) {
            if (to <= from) {
                area(i, from, to, first, weights);
            } else {
                cubic(i, from, to, first, weights);
            }
        }
        return new Taps(first, weights);
    }

    private static void area(int i, int from, int to, int[] first, float[][] weights) {
        // In units of 1/to of a source sample, so that the edges are exact integers.
        long start = (long) i * from;
        long end = start + from;
        int low = (int) (start / to);
        int high = (int) ((end + to - 1) / to);
        float[] w = new float[high - low];
        for (int s = low; s < high; s++) {
            long overlap = Math.min(end, (s + 1L) * to) - Math.max(start, (long) s * to);
            w[s - low] = (float) ((double) overlap / from);
        }
        first[i] = low;
        weights[i] = w;
    }

    private static void cubic(int i, int from, int to, int[] first, float[][] weights) {
        double centre = (i + 0.5) * from / to - 0.5;
        int base = (int) Math.floor(centre) - 1;
        int low = Math.max(0, base);
        int high = Math.min(from - 1, base + 3);
        float[] w = new float[high - low + 1];
        for (int s = base; s <= base + 3; s++) {
            // Beyond the border the border repeats.
            int inside = Math.max(0, Math.min(from - 1, s));
            w[inside - low] += (float) catmullRom(Math.abs(centre - s));
        }
        first[i] = low;
        weights[i] = w;
    }

    private static double catmullRom(double x) {
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
}
