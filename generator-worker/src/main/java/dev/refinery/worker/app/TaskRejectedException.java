package dev.refinery.worker.app;

import org.jspecify.annotations.Nullable;

/** A task that no attempt can fulfil: {@code code}, {@code reference} and {@code fatal} are those of CandidateFailed. */
final class TaskRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String reference;
    private final boolean fatal;

    TaskRejectedException(
            String code, String message, @Nullable String reference, boolean fatal, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reference = reference;
        this.fatal = fatal;
    }

    String code() {
        return code;
    }

    @Nullable
    String reference() {
        return reference;
    }

    boolean fatal() {
        return fatal;
    }
}
