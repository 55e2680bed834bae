package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Orientations;
import dev.refinery.rewards.pixel.Plane;

/**
 * Edge-direction histograms of a grid of cells, each normalised by its own length plus a floor and freed of its mean, so
 * that unrelated pictures correlate at about zero. Immutable.
 */
final class CellHistograms {
    private final int columns;
    private final int rows;
    private final float[] values;

    private CellHistograms(int columns, int rows, float[] values) {
        this.columns = columns;
        this.rows = rows;
        this.values = values;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    /** @param floor gradient length below which a cell counts as flat, in L units a pixel */
    static CellHistograms of(Plane plane, int cell, double floor) {
        int columns = Math.max(1, plane.width() / cell);
        int rows = Math.max(1, plane.height() / cell);
        float[] energies = Orientations.energies(plane);
        float[] out = new float[columns * rows * Orientations.BINS];
        for (int y = 0; y < rows * cell && y < plane.height(); y++) {
            for (int x = 0; x < columns * cell && x < plane.width(); x++) {
                int to = (y / cell * columns + x / cell) * Orientations.BINS;
                int from = (y * plane.width() + x) * Orientations.BINS;
                for (int k = 0; k < Orientations.BINS; k++) {
                    out[to + k] += energies[from + k];
                }
            }
        }
        normalize(out, floor * cell * cell);
        return new CellHistograms(columns, rows, out);
    }

    private static void normalize(float[] histograms, double floor) {
        for (int c = 0; c < histograms.length; c += Orientations.BINS) {
            double square = 0;
            double sum = 0;
            for (int k = 0; k < Orientations.BINS; k++) {
                square += histograms[c + k] * histograms[c + k];
                sum += histograms[c + k];
            }
            double mean = sum / Orientations.BINS;
            double scale = 1 / (Math.sqrt(square) + floor);
            for (int k = 0; k < Orientations.BINS; k++) {
                histograms[c + k] = (float) ((histograms[c + k] - mean) * scale);
            }
        }
    }

    /** Weighted correlation in [-1, 1]; 0 when either side is flat. */
    double correlation(CellHistograms other, float[] weights) {
        double xy = 0;
        double xx = 1e-9;
        double yy = 1e-9;
        for (int c = 0; c < columns * rows; c++) {
            double dot = 0;
            double x2 = 0;
            double y2 = 0;
            int p = c * Orientations.BINS;
            for (int k = p; k < p + Orientations.BINS; k++) {
                dot += values[k] * other.values[k];
                x2 += values[k] * values[k];
                y2 += other.values[k] * other.values[k];
            }
            xy += weights[c] * dot;
            xx += weights[c] * x2;
            yy += weights[c] * y2;
        }
        return xy / Math.sqrt(xx * yy);
    }
}
