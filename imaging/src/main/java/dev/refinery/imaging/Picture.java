package dev.refinery.imaging;

import org.jspecify.annotations.Nullable;

/** A recognised file whose header has been read and whose pixels have not. */
sealed interface Picture permits PngPicture, JpegPicture, WebpPicture {
    ImageProbe probe();

    /** Decodes the pixels; the caller has checked the limits. */
    Samples samples() throws ImageRejectedException;

    /**
     * The embedded colour profile; null when there is none, without a byte when it cannot be read.
     *
     * @throws ImageRejectedException it has more than {@link ColorProfile#MAX_BYTES}
     */
    byte @Nullable [] profile() throws ImageRejectedException;

    /** EXIF orientation, 1 to 8. */
    int orientation();

    /** True when there are more frames than the one that {@link #samples} decodes. */
    boolean animated();
}
