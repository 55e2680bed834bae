package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;

/** An edit became a job, but the job no picture in time. Sending the edit again would make another job. */
public final class EditUnanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JobId job;
    private final transient Problem problem;

    EditUnanswered(JobId job, int status, ProblemCode code, String detail) {
        super(code.wireName() + ": " + detail);
        this.job = job;
        this.problem = Problem.of(status, code, null, detail);
    }

    public JobId job() {
        return job;
    }

    public Problem problem() {
        return problem;
    }
}
