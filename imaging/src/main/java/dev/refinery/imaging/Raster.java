package dev.refinery.imaging;

/**
 * A picture in memory: 8-bit sRGB, interleaved R G B A, straight (not premultiplied) alpha, rows from the top.
 * The pixel array is a live view and must be treated as read-only; under that rule a raster is immutable and
 * thread-safe.
 */
public final class Raster {
    private final int width;
    private final int height;
    private final byte[] rgba;
    private final boolean alpha;

    private Raster(int width, int height, byte[] rgba, boolean alpha) {
        this.width = width;
        this.height = height;
        this.rgba = rgba;
        this.alpha = alpha;
    }

    /**
     * Takes ownership of the array.
     *
     * @param rgba {@code 4 * width * height} bytes
     */
    public static Raster of(int width, int height, byte[] rgba) {
        if (width < 1 || height < 1 || rgba.length != 4L * width * height) {
            throw new IllegalArgumentException(
                    width + " x " + height + " pixels do not fit " + rgba.length + " bytes of RGBA");
        }
        return new Raster(width, height, rgba, anyTransparent(rgba));
    }

    /** One colour everywhere; channels in [0, 255]. */
    public static Raster filled(int width, int height, int red, int green, int blue, int alpha) {
        byte[] rgba = new byte[Math.multiplyExact(4, Math.multiplyExact(width, height))];
        for (int i = 0; i < rgba.length; i += 4) {
            rgba[i] = (byte) red;
            rgba[i + 1] = (byte) green;
            rgba[i + 2] = (byte) blue;
            rgba[i + 3] = (byte) alpha;
        }
        return of(width, height, rgba);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The live pixels, {@code 4 * width * height} bytes. */
    public byte[] rgba() {
        return rgba;
    }

    /** True when any pixel is not fully opaque. */
    public boolean hasAlpha() {
        return alpha;
    }

    /** Channel 0 to 3 (R, G, B, A) of a pixel, in [0, 255]. */
    public int sample(int x, int y, int channel) {
        return rgba[4 * (y * width + x) + channel] & 0xFF;
    }

    private static boolean anyTransparent(byte[] rgba) {
        for (int i = 3; i < rgba.length; i += 4) {
            if (rgba[i] != (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }
}
