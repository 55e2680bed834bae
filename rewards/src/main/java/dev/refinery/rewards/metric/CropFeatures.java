package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Orientations;
import java.util.Arrays;

/**
 * Cell means of any crop of a picture in constant time a cell, through summed-area tables over eight edge directions and
 * L, a, b. Immutable.
 */
final class CropFeatures {
    static final int GRID = 16;
    static final int CHANNELS = Orientations.BINS + 3;
    static final int COLOR = Orientations.BINS;
    private static final double FLAT = 0.5;

    private final int width;
    private final int height;
    private final double[] table;

    private CropFeatures(int width, int height, double[] table) {
        this.width = width;
        this.height = height;
        this.table = table;
    }

    static CropFeatures of(Lab picture) {
        int w = picture.width();
        int h = picture.height();
        float[] energies = Orientations.energies(picture.l());
        double[] table = new double[(w + 1) * (h + 1) * CHANNELS];
        double[] row = new double[CHANNELS];
        for (int y = 0; y < h; y++) {
            Arrays.fill(row, 0);
            for (int x = 0; x < w; x++) {
                int i = y * w + x;
                for (int k = 0; k < COLOR; k++) {
                    row[k] += energies[i * Orientations.BINS + k];
                }
                row[COLOR] += picture.l().values()[i];
                row[COLOR + 1] += picture.a().values()[i];
                row[COLOR + 2] += picture.b().values()[i];
                int to = ((y + 1) * (w + 1) + x + 1) * CHANNELS;
                int above = (y * (w + 1) + x + 1) * CHANNELS;
                for (int k = 0; k < CHANNELS; k++) {
                    table[to + k] = table[above + k] + row[k];
                }
            }
        }
        return new CropFeatures(w, h, table);
    }

    double aspect() {
        return (double) width / height;
    }

    /**
     * The grid of a crop: {@code GRID * GRID * CHANNELS} values; edges normalised as in {@link CellHistograms}, L, a, b as
     * means.
     */
    float[] grid(Crop crop) {
        float[] out = new float[GRID * GRID * CHANNELS];
        int[] xs = new int[GRID + 1];
        int[] ys = new int[GRID + 1];
        for (int i = 0; i <= GRID; i++) {
            xs[i] = Math.clamp(Math.round((crop.x() + crop.w() * i / GRID) * width), 0, width);
            ys[i] = Math.clamp(Math.round((crop.y() + crop.h() * i / GRID) * height), 0, height);
        }
        for (int r = 0; r < GRID; r++) {
            for (int c = 0; c < GRID; c++) {
                int x0 = Math.min(xs[c], width - 1);
                int y0 = Math.min(ys[r], height - 1);
                int to = (r * GRID + (crop.mirrored() ? GRID - 1 - c : c)) * CHANNELS;
                cell(x0, y0, Math.max(xs[c + 1], x0 + 1), Math.max(ys[r + 1], y0 + 1), crop.mirrored(), out, to);
            }
        }
        return out;
    }

    private void cell(int x0, int y0, int x1, int y1, boolean mirrored, float[] out, int to) {
        int a = (y0 * (width + 1) + x0) * CHANNELS;
        int b = (y0 * (width + 1) + x1) * CHANNELS;
        int c = (y1 * (width + 1) + x0) * CHANNELS;
        int d = (y1 * (width + 1) + x1) * CHANNELS;
        double area = (double) (x1 - x0) * (y1 - y0);
        double sum = 0;
        double square = 0;
        for (int k = 0; k < CHANNELS; k++) {
            double v = (table[d + k] - table[b + k] - table[c + k] + table[a + k]) / area;
            if (k < COLOR) {
                sum += v;
                square += v * v;
                // Mirroring turns direction k into -k.
                out[to + (mirrored ? (COLOR - k) % COLOR : k)] = (float) v;
            } else {
                out[to + k] = (float) v;
            }
        }
        double mean = sum / COLOR;
        double scale = 1 / (Math.sqrt(square) + FLAT);
        for (int k = 0; k < COLOR; k++) {
            out[to + k] = (float) ((out[to + k] - mean) * scale);
        }
    }

    /** A box in [0, 1] of the picture, looked at from the front or from behind. */
    record Crop(double x, double y, double w, double h, boolean mirrored) {
        static final Crop WHOLE = new Crop(0, 0, 1, 1, false);

        /** The crop of shape {@code aspect} (width over height, in pixels) at a zoom >= 1 and a centre in [0, 1]. */
        static Crop of(double pictureAspect, double aspect, double zoom, double cx, double cy, boolean mirrored) {
            double w = Math.min(1, aspect / pictureAspect) / zoom;
            double h = Math.min(1, pictureAspect / aspect) / zoom;
            return new Crop((1 - w) * cx, (1 - h) * cy, w, h, mirrored);
        }
    }
}
