package dev.refinery.gateway.app;

import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.time.Clock;
import java.time.Instant;

/** Asks for a job's end. Repeating it is harmless. Thread-safe. */
public final class Cancellation {
    private final JobLog log;
    private final Clock clock;

    public Cancellation(JobLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** The view as it will be. */
    public JobView cancel(JobId job, JobView view) {
        JobStatus status = view.status();
        if (status == JobStatus.CANCELED || status == JobStatus.CANCELING) {
            return view;
        }
        if (status.ended()) {
            throw new RequestRefused(Problem.of(
                    409,
                    ProblemCode.JOB_ENDED,
                    null,
                    "The job is " + status.wireName() + "; there is nothing to cancel."));
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        JobCancelRequested event = new JobCancelRequested(job, now);
        log.append(event);
        return JobViewFold.apply(view, event, now);
    }
}
