package dev.refinery.gateway.app;

import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.Ingested;

/**
 * The file that a client sent, and what was done to it before it was stored.
 *
 * @param sha256 of the file's bytes
 * @param header what the file is by content, and its size in pixels before turning and scaling
 * @param orientation EXIF orientation that was applied; 1 = the file was upright
 * @param profile what became of the embedded colour profile
 * @param animated the file holds several frames, of which the first was taken
 */
public record PictureOrigin(
        String sha256, long bytes, ImageProbe header, int orientation, Ingested.Profile profile, boolean animated) {
    static PictureOrigin of(String sha256, long bytes, Ingested ingested) {
        return new PictureOrigin(
                sha256, bytes, ingested.original(), ingested.orientation(), ingested.profile(), ingested.animated());
    }
}
