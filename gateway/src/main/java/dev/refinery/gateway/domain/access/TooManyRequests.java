package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import java.time.Duration;

/** The tenant asks for more than it is allowed at a time: 429, and the same request may pass later. */
public final class TooManyRequests extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Nobody knows when; a job takes seconds to minutes. */
    private static final Duration UNTIL_SOME_JOB_ENDS = Duration.ofSeconds(5);

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

    public static TooManyRequests outstanding(TenantId tenant, Cap cap, Load load) {
        return new TooManyRequests(
                Problem.of(
                        429,
                        ProblemCode.TOO_MANY_OUTSTANDING_JOBS,
                        null,
                        "Tenant " + tenant + " has " + load.jobs() + " jobs that have not ended, with up to "
                                + load.candidates() + " candidates to come" + allowed(cap)
                                + ". Wait until some have ended, or cancel some."),
                UNTIL_SOME_JOB_ENDS);
    }

    private static String allowed(Cap cap) {
        return (cap.jobs() == 0 ? "" : "; " + cap.jobs() + " jobs are allowed")
                + (cap.candidates() == 0 ? "" : "; " + cap.candidates() + " candidates are allowed");
    }

    public Problem problem() {
        return problem;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
