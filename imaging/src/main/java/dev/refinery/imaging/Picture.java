package dev.refinery.imaging;

import org.jspecify.annotations.Nullable;

/** A recognised file whose header has been read and whose pixels have not. */
sealed interface Picture permits PngPicture, JpegPicture, WebpPicture {
    ImageProbe probe();

    /** Decodes the pixels; the caller has checked the limits. */
    Samples samples() throws ImageRejectedException;

    /** The embedded colour profile; null when there is none. */
    byte @Nullable [] profile() throws ImageRejectedException;

    /** EXIF orientation, 1 to 8. */
    int orientation();
}
