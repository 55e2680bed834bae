package dev.refinery.contracts.codec;

import org.jspecify.annotations.Nullable;

/** A record that is not an event of ours: it belongs on the dead-letter topic. */
public final class UndecodableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    public UndecodableEventException(@Nullable String message) {
        super(message);
    }

    public UndecodableEventException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
