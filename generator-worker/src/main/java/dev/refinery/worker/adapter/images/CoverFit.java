package dev.refinery.worker.adapter.images;

import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;

/**
 * Brings what a server drew to the size that was asked for: scaled, in its own proportions, until it covers the size; what hangs over is
 * cut off evenly on both sides. Nothing is stretched and no border is added. Transparency is put on white. Pure.
 */
final class CoverFit {
    private CoverFit() {}

    static Raster fit(Raster drawn, int width, int height) {
        double scale = Math.max((double) width / drawn.width(), (double) height / drawn.height());
        int scaledWidth = Math.max(width, (int) Math.round(drawn.width() * scale));
        int scaledHeight = Math.max(height, (int) Math.round(drawn.height() * scale));
        Raster scaled = Resampler.resize(drawn, scaledWidth, scaledHeight);
        int left = (scaledWidth - width) / 2;
        int top = (scaledHeight - height) / 2;
        byte[] from = scaled.rgba();
        byte[] to = new byte[4 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(from, 4 * ((top + y) * scaledWidth + left), to, 4 * y * width, 4 * width);
        }
        for (int i = 0; i < to.length; i += 4) {
            int alpha = to[i + 3] & 0xFF;
            for (int c = i; c < i + 3 && alpha < 255; c++) {
                to[c] = (byte) (((to[c] & 0xFF) * alpha + 255 * (255 - alpha) + 127) / 255);
            }
            to[i + 3] = (byte) 255;
        }
        return Raster.of(width, height, to);
    }
}
