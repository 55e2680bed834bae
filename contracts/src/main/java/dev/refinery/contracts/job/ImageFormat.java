package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** Encodings of a result image. */
public enum ImageFormat {
    PNG("image/png"),
    JPEG("image/jpeg"),
    WEBP("image/webp");

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** File name extension, without the dot. */
    @JsonValue
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static ImageFormat parse(String text) {
        for (ImageFormat format : values()) {
            if (format.extension().equals(text)) {
                return format;
            }
        }
        throw new InvalidValueException("output.format", "must be png, jpeg or webp");
    }
}
