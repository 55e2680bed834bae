package dev.refinery.imaging;

/**
 * How large a picture may be. Checked from the file's header, before any pixel is decoded.
 *
 * @param maxBytes encoded size
 * @param maxSide width and height in pixels
 * @param maxPixels width times height; a decoded pixel takes 4 bytes, and a few times that while it is decoded
 */
public record ImageLimits(long maxBytes, int maxSide, long maxPixels) {
    /** 32 MiB, 12,000 px a side, 40 megapixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 12_000, 40_000_000);

    public ImageLimits {
        if (maxBytes < 1 || maxSide < 1 || maxPixels < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (maxPixels > 500_000_000) {
            throw new IllegalArgumentException("more than 500 megapixels do not fit one array");
        }
    }

    void checkBytes(byte[] bytes) throws ImageRejectedException {
        if (bytes.length > maxBytes) {
            throw new ImageRejectedException(
                    ImageRejectedException.TOO_LARGE,
                    "is " + bytes.length + " bytes long; at most " + maxBytes + " are allowed");
        }
    }

    void checkPixels(int width, int height) throws ImageRejectedException {
        if (width > maxSide || height > maxSide || (long) width * height > maxPixels) {
            throw new ImageRejectedException(
                    ImageRejectedException.TOO_LARGE,
                    "is " + width + " x " + height + " pixels; at most " + maxSide + " a side and " + maxPixels
                            + " in all are allowed");
        }
    }
}
