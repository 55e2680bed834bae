package dev.refinery.client.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored picture. Its id names the content: the same picture has the same id.
 *
 * @param width of the stored picture, which is upright, sRGB and at most 2048 px on its long side
 * @param original the file that was sent; null when the asset was found by its own hash
 */
public record Asset(
        String id,
        String mediaType,
        int width,
        int height,
        long bytes,
        String sha256,
        String url,
        @Nullable Original original) {
    public Asset {
        Objects.requireNonNull(id, "id");
    }

    /**
     * @param orientation EXIF orientation that was applied, 1 = none
     * @param colorProfile what became of the ICC profile: {@code none}, {@code converted}, {@code ignored}
     * @param animated of several frames the first was taken
     */
    public record Original(
            String mediaType,
            int width,
            int height,
            long bytes,
            String sha256,
            int orientation,
            String colorProfile,
            boolean animated) {}
}
