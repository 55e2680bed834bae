package dev.refinery.gateway.app;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;

/** A picture on its way over a link: {@code upl_} and 32 hex digits. */
public record UploadId(String value) {
    private static final Pattern FORM = Pattern.compile("upl_[0-9a-f]{32}");

    public UploadId {
        Require.matches(value, FORM, "upload");
    }

    @Override
    public String toString() {
        return value;
    }
}
