package dev.refinery.contracts.event;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;

/** Topic {@code refinery.jobs}: what clients ask for. */
public sealed interface JobEvent extends Event {
    record JobSubmitted(JobSpec spec) implements JobEvent {
        @Override
        public JobId job() {
            return spec.id();
        }
    }

    record JobCancelRequested(JobId job, Instant requestedAt) implements JobEvent {}

    /** More budget for a job that ended below its gates. */
    record JobContinued(JobId job, int extraRounds, Instant requestedAt) implements JobEvent {
        public JobContinued {
            Require.between(extraRounds, 1, 16, "extraRounds");
        }
    }
}
