package dev.refinery.imaging;

import java.util.Optional;

/**
 * Turns a client's photo into what the rest of the system works on: 8-bit sRGB RGBA, upright. Applies the EXIF orientation
 * and the embedded ICC profile; 16-bit, grey, palette and CMYK files are converted; all metadata stays behind.
 * Stateless and thread-safe.
 */
public final class ImageNormalizer {
    private ImageNormalizer() {}

    /** At full size. */
    public static Raster normalize(byte[] bytes, ImageLimits limits) throws ImageRejectedException {
        return normalize(bytes, limits, Integer.MAX_VALUE);
    }

    /**
     * Scaled down by area averaging when the longer side exceeds {@code longSide}. The full size exists only once, as
     * decoded samples, so a camera's photo needs little more than {@link #workingBytes}.
     */
    public static Raster normalize(byte[] bytes, ImageLimits limits, int longSide) throws ImageRejectedException {
        return ingest(bytes, limits, longSide).pixels();
    }

    /** As {@link #normalize(byte[], ImageLimits, int)}, and says what was done. */
    public static Ingested ingest(byte[] bytes, ImageLimits limits, int longSide) throws ImageRejectedException {
        Picture picture = ImageDecoder.open(bytes, limits);
        byte[] profile = picture.profile();
        Samples samples = ImageDecoder.samples(picture);
        int longer = Math.max(samples.width(), samples.height());
        if (longer > longSide) {
            double scale = (double) longSide / longer;
            samples = samples.shrunk(Math.max(1, (int) Math.round(samples.width() * scale)), Math.max(1, (int)
                    Math.round(samples.height() * scale)));
        }
        Optional<Raster> converted = profile == null ? Optional.empty() : ColorProfile.toSrgb(samples, profile);
        return new Ingested(
                Orientation.apply(converted.orElseGet(samples::toRaster), picture.orientation()),
                picture.probe(),
                picture.orientation(),
                profile == null
                        ? Ingested.Profile.NONE
                        : converted.isPresent() ? Ingested.Profile.CONVERTED : Ingested.Profile.IGNORED,
                picture.animated());
    }

    /** Upper estimate of the heap that {@link #normalize(byte[], ImageLimits, int)} takes beside the file itself. */
    public static long workingBytes(ImageProbe probe, int longSide) {
        long pixels = (long) probe.width() * probe.height();
        double scale = Math.min(1, (double) longSide / Math.max(probe.width(), probe.height()));
        // The WebP decoder keeps objects per block; the result may exist as samples, converted and turned.
        long full = probe.mediaType().equals(ImageProbe.WEBP) ? 64 : 4;
        return pixels * full + (long) (pixels * scale * scale * 12) + (1 << 20);
    }
}
