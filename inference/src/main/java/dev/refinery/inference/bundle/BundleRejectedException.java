package dev.refinery.inference.bundle;

import org.jspecify.annotations.Nullable;

/**
 * A folder that is not a usable bundle. {@link #code()} is stable: {@code manifest_missing}, {@code manifest_invalid},
 * {@code file_missing}, {@code file_altered}, {@code file_outside}, {@code unsupported_kind}, {@code not_allowed}.
 */
public final class BundleRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public BundleRejectedException(String code, String message) {
        this(code, message, null);
    }

    public BundleRejectedException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
