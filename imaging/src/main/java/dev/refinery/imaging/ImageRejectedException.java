package dev.refinery.imaging;

import org.jspecify.annotations.Nullable;

/** A picture that we do not accept. The message completes a sentence that starts with the picture's name. */
public final class ImageRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Not a PNG, JPEG or WebP file. */
    public static final String UNSUPPORTED = "unsupported_media_type";

    /** More bytes or pixels than allowed. */
    public static final String TOO_LARGE = "image_too_large";

    /** The file ends early. */
    public static final String TRUNCATED = "image_truncated";

    /** The file is damaged, or uses a feature that we do not read. */
    public static final String UNDECODABLE = "image_undecodable";

    private final String code;

    public ImageRejectedException(String code, String message) {
        this(code, message, null);
    }

    public ImageRejectedException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Stable, for the wire: one of the constants of this class. */
    public String code() {
        return code;
    }

    static ImageRejectedException truncated(String what) {
        return new ImageRejectedException(TRUNCATED, "ends early: " + what);
    }

    static ImageRejectedException undecodable(String why) {
        return new ImageRejectedException(UNDECODABLE, "cannot be decoded: " + why);
    }
}
