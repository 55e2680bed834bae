package dev.refinery.rewards.metric;

import dev.refinery.imaging.Raster;
import dev.refinery.rewards.pixel.OpenCvPixels;

/** What OmniRef-Bench's lighting score looks at in one picture, measured at 512 x 512. Immutable. */
final class LightStatistics {
    private static final int SIDE = 512;
    private static final int GRID = 3;

    final double meanL;
    final double meanA;
    final double meanB;
    final double contrast;
    /** Share of the picture's brightness in each cell of a 3 x 3 grid, rows first. */
    private final double[] grid;
    /** Luma histogram of 64 bins; sums to 1. */
    private final double[] histogram;

    private LightStatistics(
            double meanL, double meanA, double meanB, double contrast, double[] grid, double[] histogram) {
        this.meanL = meanL;
        this.meanA = meanA;
        this.meanB = meanB;
        this.contrast = contrast;
        this.grid = grid;
        this.histogram = histogram;
    }

    static LightStatistics of(Raster image) {
        byte[] rgb = OpenCvPixels.resizeRgb(image, SIDE, SIDE);
        int[] levels = new int[256];
        long[] cells = new long[GRID * GRID];
        int step = SIDE / GRID;
        long sumL = 0;
        long sumA = 0;
        long sumB = 0;
        int p = 0;
        for (int y = 0; y < SIDE; y++) {
            int row = y / step;
            for (int x = 0; x < SIDE; x++) {
                int r = rgb[p++] & 255;
                int g = rgb[p++] & 255;
                int b = rgb[p++] & 255;
                int gray = OpenCvPixels.gray(r, g, b);
                levels[gray]++;
                int column = x / step;
                if (row < GRID && column < GRID) {
                    cells[row * GRID + column] += gray;
                }
                int lab = OpenCvPixels.lab(r, g, b);
                sumL += lab >> 16;
                sumA += (lab >> 8) & 255;
                sumB += lab & 255;
            }
        }
        double n = (double) SIDE * SIDE;
        double p5 = percentile(levels, 0.05);
        double p95 = percentile(levels, 0.95);
        return new LightStatistics(
                sumL / n, sumA / n, sumB / n, (p95 - p5) / (p95 + p5 + 1e-6), shares(cells), histogram(levels));
    }

    /** Percentile with linear interpolation between the two nearest order statistics. */
    private static double percentile(int[] levels, double share) {
        double rank = share * ((long) SIDE * SIDE - 1);
        long lower = (long) Math.floor(rank);
        int first = level(levels, lower);
        int second = level(levels, lower + 1);
        return first + (rank - lower) * (second - first);
    }

    private static int level(int[] levels, long rank) {
        long seen = 0;
        for (int v = 0; v < 256; v++) {
            seen += levels[v];
            if (seen > rank) {
                return v;
            }
        }
        return 255;
    }

    private static double[] shares(long[] cells) {
        double total = 0;
        for (long cell : cells) {
            total += cell;
        }
        double[] out = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            out[i] = total == 0 ? 0 : cells[i] / total;
        }
        return out;
    }

    private static double[] histogram(int[] levels) {
        double[] out = new double[64];
        for (int v = 0; v < 256; v++) {
            out[v >> 2] += levels[v] / ((double) SIDE * SIDE);
        }
        return out;
    }

    /** {@code (r + 1) / 2} of the two brightness grids' correlation r; even light on one side only counts as 0. */
    double distributionAgreement(LightStatistics other) {
        double mean1 = mean(grid);
        double mean2 = mean(other.grid);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < grid.length; i++) {
            double x = grid[i] - mean1;
            double y = other.grid[i] - mean2;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        boolean even1 = Math.sqrt(xx / grid.length) < 1e-6;
        boolean even2 = Math.sqrt(yy / grid.length) < 1e-6;
        if (even1 || even2) {
            return even1 && even2 ? 1 : 0;
        }
        return (xy / Math.sqrt(xx * yy) + 1) / 2;
    }

    /** One minus the Hellinger form of the Bhattacharyya distance between the luma histograms. */
    double histogramAgreement(LightStatistics other) {
        double overlap = 0;
        for (int i = 0; i < histogram.length; i++) {
            overlap += Math.sqrt(histogram[i] * other.histogram[i]);
        }
        return Math.max(0, 1 - Math.sqrt(Math.max(0, 1 - overlap)));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
