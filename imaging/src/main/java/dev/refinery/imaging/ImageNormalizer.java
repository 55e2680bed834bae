package dev.refinery.imaging;

/**
 * Turns a client's photo into what the rest of the system works on: 8-bit sRGB RGBA, upright. Applies the EXIF orientation
 * and the embedded ICC profile; 16-bit, grey, palette and CMYK files are converted; all metadata stays behind.
 * Stateless and thread-safe.
 */
public final class ImageNormalizer {
    private ImageNormalizer() {}

    public static Raster normalize(byte[] bytes, ImageLimits limits) throws ImageRejectedException {
        Picture picture = ImageDecoder.open(bytes, limits);
        Samples samples = ImageDecoder.samples(picture);
        byte[] profile = picture.profile();
        Raster pixels = profile == null ? samples.toRaster() : ColorProfile.toSrgb(samples, profile);
        return Orientation.apply(pixels, picture.orientation());
    }
}
