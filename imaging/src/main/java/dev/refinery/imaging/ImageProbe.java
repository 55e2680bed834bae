package dev.refinery.imaging;

/**
 * What a file's header says, read without decoding a pixel.
 *
 * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/webp}, by content and never by name
 * @param width pixels as stored, before an EXIF orientation is applied
 * @param height pixels as stored, before an EXIF orientation is applied
 */
public record ImageProbe(String mediaType, int width, int height) {
    public static final String PNG = "image/png";
    public static final String JPEG = "image/jpeg";
    public static final String WEBP = "image/webp";

    /** File name extension, without the dot. */
    public String extension() {
        return switch (mediaType) {
            case PNG -> "png";
            case JPEG -> "jpg";
            case WEBP -> "webp";
            default -> throw new IllegalStateException("no extension for " + mediaType);
        };
    }
}
