package dev.refinery.audit;

/** Why a command cannot do its work, for people. */
final class AuditFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuditFailure(String message) {
        super(message);
    }

    AuditFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
