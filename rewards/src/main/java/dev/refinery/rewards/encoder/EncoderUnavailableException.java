package dev.refinery.rewards.encoder;

import org.jspecify.annotations.Nullable;

/** A policy names an encoder that cannot be had here; the message says what to do. */
public final class EncoderUnavailableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public EncoderUnavailableException(String message) {
        this(message, null);
    }

    public EncoderUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
