package dev.refinery.imaging;

/**
 * Recognises and decodes PNG, JPEG and WebP by content. Of an animation the first frame is taken. Stateless and
 * thread-safe; every malformed input ends in an {@link ImageRejectedException}.
 */
public final class ImageDecoder {
    /** The Java decoder of WebP takes about 64 bytes a pixel; a native one is no place for files from strangers. */
    static final long MAX_WEBP_PIXELS = 2048L * 2048;

    private ImageDecoder() {}

    /** Reads type and size from the header alone. */
    public static ImageProbe probe(byte[] bytes) throws ImageRejectedException {
        return open(bytes).probe();
    }

    /**
     * The stored pixels as they are: no orientation, no colour profile. For pictures that this system wrote; what comes
     * from outside goes through {@link ImageNormalizer}.
     */
    public static Raster decode(byte[] bytes, ImageLimits limits) throws ImageRejectedException {
        return samples(open(bytes, limits)).toRaster();
    }

    static Picture open(byte[] bytes, ImageLimits limits) throws ImageRejectedException {
        limits.checkBytes(bytes);
        Picture picture = open(bytes);
        ImageProbe probe = picture.probe();
        limits.checkPixels(probe.width(), probe.height());
        if (probe.mediaType().equals(ImageProbe.WEBP) && (long) probe.width() * probe.height() > MAX_WEBP_PIXELS) {
            throw new ImageRejectedException(
                    ImageRejectedException.TOO_LARGE,
                    "is a WebP of " + probe.width() + " x " + probe.height() + " pixels; at most " + MAX_WEBP_PIXELS
                            + " in all are read from WebP, send a PNG or JPEG");
        }
        return picture;
    }

    static Samples samples(Picture picture) throws ImageRejectedException {
        try {
            return picture.samples();
        } catch (RuntimeException e) {
            // Decoders index by what the file says; whatever escapes their own checks is the file's fault.
            throw new ImageRejectedException(
                    ImageRejectedException.UNDECODABLE, "cannot be decoded: the file is damaged", e);
        }
    }

    private static Picture open(byte[] bytes) throws ImageRejectedException {
        if (bytes.length == 0) {
            throw new ImageRejectedException(ImageRejectedException.UNSUPPORTED, "is empty");
        }
        try {
            if (PngPicture.matches(bytes)) {
                return PngPicture.open(bytes);
            }
            if (JpegPicture.matches(bytes)) {
                return JpegPicture.open(bytes);
            }
            if (WebpPicture.matches(bytes)) {
                return WebpPicture.open(bytes);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new ImageRejectedException(
                    ImageRejectedException.TRUNCATED, "ends early: the header is incomplete", e);
        }
        throw new ImageRejectedException(
                ImageRejectedException.UNSUPPORTED, "is not a PNG, JPEG or WebP file: " + ForeignType.guess(bytes));
    }
}
