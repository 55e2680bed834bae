package dev.refinery.imaging;

import java.util.Arrays;

/** Decoded 8-bit samples in the file's own colour model, before profile and orientation. Interleaved, rows from the top. */
final class Samples {
    /** Colour models; the number of bands a pixel. */
    enum Model {
        GRAY(1),
        GRAY_ALPHA(2),
        RGB(3),
        RGBA(4),
        /** 255 = full ink. */
        CMYK(4);

        private final int bands;

        Model(int bands) {
            this.bands = bands;
        }

        int bands() {
            return bands;
        }
    }

    private final int width;
    private final int height;
    private final Model model;
    private final byte[] data;

    Samples(int width, int height, Model model, byte[] data) {
        if (data.length != (long) model.bands() * width * height) {
            throw new IllegalArgumentException("sample count does not match the size");
        }
        this.width = width;
        this.height = height;
        this.model = model;
        this.data = data;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    Model model() {
        return model;
    }

    byte[] data() {
        return data;
    }

    /**
     * Exact area averages at a smaller size, alpha-weighted, without another full-size copy.
     *
     * @param newWidth at most the width
     * @param newHeight at most the height
     */
    Samples shrunk(int newWidth, int newHeight) {
        Taps across = Taps.of(width, newWidth);
        Taps down = Taps.of(height, newHeight);
        int bands = model.bands();
        boolean alpha = model == Model.RGBA || model == Model.GRAY_ALPHA;
        byte[] out = new byte[Math.toIntExact((long) bands * newWidth * newHeight)];
        float[] sums = new float[bands * newWidth];
        for (int y = 0; y < newHeight; y++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < down.count(y); k++) {
                addRow(down.first(y) + k, down.weight(y, k), across, sums, alpha);
            }
            int to = y * newWidth * bands;
            for (int i = 0; i < sums.length; i++) {
                int last = i - i % bands + bands - 1;
                float scale = !alpha || i == last ? 1 : sums[last] > 0 ? 255 / sums[last] : 0;
                out[to + i] = (byte) Math.min(255, Math.round(sums[i] * scale));
            }
        }
        return new Samples(newWidth, newHeight, model, out);
    }

    private void addRow(int row, float rowWeight, Taps across, float[] sums, boolean alpha) {
        int bands = model.bands();
        int colours = alpha ? bands - 1 : bands;
        for (int x = 0; x * bands < sums.length; x++) {
            int from = (row * width + across.first(x)) * bands;
            for (int k = 0; k < across.count(x); k++, from += bands) {
                float weight = rowWeight * across.weight(x, k);
                if (alpha) {
                    int opacity = data[from + colours] & 0xFF;
                    sums[x * bands + colours] += weight * opacity;
                    weight *= opacity / 255f;
                }
                for (int c = 0; c < colours; c++) {
                    sums[x * bands + c] += weight * (data[from + c] & 0xFF);
                }
            }
        }
    }

    /** As RGBA, taking the numbers for sRGB; inks by the simple product rule. */
    Raster toRaster() {
        byte[] rgba = model == Model.RGBA ? data : new byte[Math.multiplyExact(4, width * height)];
        int pixels = width * height;
        switch (model) {
            case RGBA -> {}
            case RGB -> {
                for (int i = 0, s = 0, d = 0; i < pixels; i++, s += 3, d += 4) {
                    rgba[d] = data[s];
                    rgba[d + 1] = data[s + 1];
                    rgba[d + 2] = data[s + 2];
                    rgba[d + 3] = (byte) 0xFF;
                }
            }
            case GRAY, GRAY_ALPHA -> {
                int bands = model.bands();
                for (int i = 0, s = 0, d = 0; i < pixels; i++, s += bands, d += 4) {
                    rgba[d] = data[s];
                    rgba[d + 1] = data[s];
                    rgba[d + 2] = data[s];
                    rgba[d + 3] = bands == 2 ? data[s + 1] : (byte) 0xFF;
                }
            }
            case CMYK -> {
                for (int i = 0; i < 4 * pixels; i += 4) {
                    int paper = 255 - (data[i + 3] & 0xFF);
                    for (int c = 0; c < 3; c++) {
                        rgba[i + c] = (byte) (((255 - (data[i + c] & 0xFF)) * paper + 127) / 255);
                    }
                    rgba[i + 3] = (byte) 0xFF;
                }
            }
        }
        return Raster.of(width, height, rgba);
    }
}
