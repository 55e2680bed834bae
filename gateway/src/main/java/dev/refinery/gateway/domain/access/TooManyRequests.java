package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import java.time.Duration;

/** The tenant asks for more than it is allowed at a time: 429, and the same request may pass later. */
public final class TooManyRequests extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Duration retryAfter;

    private TooManyRequests(Problem problem, Duration retryAfter) {
        super(problem.code().wireName());
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public static TooManyRequests rate(TenantId tenant, Quota quota, Duration retryAfter) {
        return new TooManyRequests(
                Problem.of(
                        429,
                        ProblemCode.RATE_LIMITED,
                        null,
                        "Tenant " + tenant + " may send " + quota.requests() + " requests in "
                                + quota.window().toSeconds() + " s. Wait for Retry-After; follow a job over its events"
                                + " instead of asking for it."),
                retryAfter);
    }

    public Problem problem() {
        return problem;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
