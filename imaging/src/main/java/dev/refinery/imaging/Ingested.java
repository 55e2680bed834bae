package dev.refinery.imaging;

/**
 * A client's picture as the system works on it, and what was done to get there.
 *
 * @param pixels upright 8-bit sRGB
 * @param original the file's header: type by content, size before turning and scaling
 * @param orientation EXIF orientation that was applied, 1 to 8; 1 = the file was upright
 * @param animated the file holds more frames than the one in {@code pixels}
 */
public record Ingested(Raster pixels, ImageProbe original, int orientation, Profile profile, boolean animated) {
    /** What became of the embedded ICC profile. */
    public enum Profile {
        /** There is none: the numbers are sRGB. */
        NONE,
        CONVERTED,
        /** Damaged, or made for another colour model: the numbers were taken for sRGB. */
        IGNORED
    }
}
