package dev.refinery.imaging;

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
