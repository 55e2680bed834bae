package dev.refinery.gateway.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's request cannot be served as it is; nothing was enqueued. Carries the answer. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RequestRefused(Problem problem) {
        super(problem.code().wireName() + ": " + problem.detail());
        this.problem = problem;
    }

    public static RequestRefused unprocessable(ProblemCode code, @Nullable String field, String detail) {
        return new RequestRefused(Problem.of(422, code, field, detail));
    }

    public static RequestRefused unprocessable(List<Problem.Fault> errors) {
        return new RequestRefused(Problem.of(422, errors));
    }

    public static RequestRefused malformed(ProblemCode code, @Nullable String field, String detail) {
        return new RequestRefused(Problem.of(400, code, field, detail));
    }

    public static RequestRefused notFound(ProblemCode code, String detail) {
        return new RequestRefused(Problem.of(404, code, null, detail));
    }

    public static RequestRefused conflict(ProblemCode code, String detail) {
        return new RequestRefused(Problem.of(409, code, null, detail));
    }

    /** The job is a tombstone. */
    public static RequestRefused deleted(JobView.Deleted deleted) {
        return new RequestRefused(
                Problem.deleted("The job " + deleted.job() + " was deleted at " + deleted.at() + ".", deleted.at()));
    }

    public Problem problem() {
        return problem;
    }
}
