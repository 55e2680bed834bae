package dev.refinery.client;

import dev.refinery.client.model.Problem;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that came to nothing. Its message says what happened, and what to do where the gateway told; it never holds a key. Handle by
 * {@link #kind()}, {@link #status()} and {@link #code()}, never by the message.
 */
public final class RefineryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;
    private final transient @Nullable Problem problem;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;

    /** What went wrong. */
    public enum Kind {
        /** The gateway, or something before it, answered and refused: see {@link #status()} and {@link #problem()}. */
        REFUSED,
        /** No connection; nothing was sent. */
        UNREACHABLE,
        /** The connection broke, or there was no answer in time: whether the call had its effect is not known. */
        BROKEN,
        /** The thread was interrupted; its flag is set again. As to the effect, like {@link #BROKEN}. */
        INTERRUPTED,
        /** The answer is not what this client expects: perhaps no Refinery gateway. */
        UNREADABLE
    }

    private RefineryException(
            Kind kind,
            String message,
            @Nullable Throwable cause,
            int status,
            @Nullable Problem problem,
            @Nullable String requestId,
            @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.problem = problem;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
    }

    static RefineryException of(Kind kind, String message, @Nullable Throwable cause) {
        return new RefineryException(kind, message, cause, 0, null, null, null);
    }

    static RefineryException refused(
            int status,
            String message,
            @Nullable Problem problem,
            @Nullable String requestId,
            @Nullable Duration retryAfter) {
        return new RefineryException(Kind.REFUSED, message, null, status, problem, requestId, retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    /** HTTP status of the answer; 0 = there was none. */
    public int status() {
        return status;
    }

    /** What the gateway said; empty when it did not answer, or something before it did. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** The problem's stable code, such as {@code unknown_job}; empty when there is none. */
    public String code() {
        String code = problem == null ? null : problem.code();
        return code == null ? "" : code;
    }

    /** {@code X-Request-Id} of the answer, where something before the gateway sets one. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** How long the gateway asked to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
