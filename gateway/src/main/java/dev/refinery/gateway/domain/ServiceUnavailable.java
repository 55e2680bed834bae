package dev.refinery.gateway.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A system beside the gateway does not answer; the same request may succeed later. */
public final class ServiceUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Duration retryAfter;

    public ServiceUnavailable(ProblemCode code, String detail, Duration retryAfter, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public static ServiceUnavailable log(@Nullable Throwable cause) {
        return new ServiceUnavailable(
                ProblemCode.LOG_UNAVAILABLE,
                "The event log does not answer. Send the request again, with the same Idempotency-Key.",
                Duration.ofSeconds(5),
                cause);
    }

    public static ServiceUnavailable views(@Nullable Throwable cause) {
        return new ServiceUnavailable(
                ProblemCode.VIEWS_UNAVAILABLE,
                "The job views are still being loaded. Try again in a few seconds.",
                Duration.ofSeconds(2),
                cause);
    }

    public static ServiceUnavailable store(@Nullable Throwable cause) {
        return new ServiceUnavailable(
                ProblemCode.STORE_UNAVAILABLE,
                "The object store does not answer. Try again later.",
                Duration.ofSeconds(5),
                cause);
    }

    public ProblemCode code() {
        return code;
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
