package dev.refinery.gateway.domain;

import dev.refinery.gateway.domain.JobRequest.Source;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a field that says where a picture is: its URL, or the picture itself as a data URI (RFC 2397). Pure. */
final class PictureAddress {
    /** Of a picture inside JSON, decoded; anything larger is worth an upload of its own. */
    static final int MAX_INLINE_BYTES = 64 * 1024;

    private static final int MAX_URL = 2000;
    private static final String DATA = "data:";

    private PictureAddress() {}

    /** The field's text; null when it is absent or at fault. */
    static @Nullable String text(JsonFields fields, String name) {
        String text = fields.text(name, Integer.MAX_VALUE);
        if (text == null || isData(text) || text.length() <= MAX_URL) {
            return text;
        }
        fields.error(ProblemCode.INVALID_VALUE, name, "must be at most " + MAX_URL + " characters");
        return null;
    }

    /** True for an address, false for the name of something. */
    static boolean isAddress(String text) {
        return isData(text) || text.contains("://");
    }

    /** Null when it is at fault. */
    static Source.@Nullable Addressed read(JsonFields fields, String name, String text) {
        return isData(text) ? inline(fields, name, text) : new Source.Url(text);
    }

    private static boolean isData(String text) {
        return text.regionMatches(true, 0, DATA, 0, DATA.length());
    }

    private static Source.@Nullable Addressed inline(JsonFields fields, String name, String text) {
        int comma = text.indexOf(',');
        if (comma < 0 || !text.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            fields.error(
                    ProblemCode.INVALID_DATA_URI,
                    name,
                    "must have the form data:image/png;base64,... when it is a data URI");
            return null;
        }
        String base64 = text.substring(comma + 1);
        if (base64.length() / 4 * 3L > MAX_INLINE_BYTES + 2) {
            return tooLarge(fields, name);
        }
        try {
            Source.Inline inline = new Source.Inline(base64);
            return inline.bytes().length > MAX_INLINE_BYTES ? tooLarge(fields, name) : inline;
        } catch (IllegalArgumentException e) {
            fields.error(ProblemCode.INVALID_DATA_URI, name, "holds characters that are not base64");
            return null;
        }
    }

    private static Source.@Nullable Addressed tooLarge(JsonFields fields, String name) {
        fields.error(
                ProblemCode.DATA_URI_TOO_LARGE,
                name,
                "holds more than " + MAX_INLINE_BYTES + " bytes; upload the picture to /v1/assets and name the asset");
        return null;
    }
}
