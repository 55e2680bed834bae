package dev.refinery.worker.app;

import org.jspecify.annotations.Nullable;

/** Why a provider made no picture. Messages hold no secret: they may travel to the client. */
public abstract sealed class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    private ProviderException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** As in CandidateFailed. */
    public String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** It may pass: the provider is away, busy, or does not take the key. */
    public static final class Unavailable extends ProviderException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String code, String message, @Nullable Throwable cause) {
            super(code, message, cause);
        }
    }

    /** It will not pass for this candidate. */
    public static final class Refused extends ProviderException {
        private static final long serialVersionUID = 1L;

        private final boolean fatal;

        /** @param fatal no other candidate of the job can succeed either */
        public Refused(String code, String message, boolean fatal, @Nullable Throwable cause) {
            super(code, message, cause);
            this.fatal = fatal;
        }

        public boolean fatal() {
            return fatal;
        }
    }
}
