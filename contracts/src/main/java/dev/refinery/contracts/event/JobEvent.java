package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.jobs}: what clients ask for. */
public sealed interface JobEvent extends Event {
    /** Of one job. */
    int MAX_CONTINUATIONS = 16;

    record JobSubmitted(JobSpec spec) implements JobEvent {
        @Override
        public JobId job() {
            return spec.id();
        }
    }

    record JobCancelRequested(JobId job, Instant requestedAt) implements JobEvent {}

    /**
     * More budget for a job that ended below its gates.
     *
     * @param number of this continuation of the job, from 1: a repetition has the same and changes nothing; null in events of
     *     older versions, which are taken as they come
     * @param candidates a round from now on, null = as before
     * @param deadline the job expires after it; null = the job's first time again, from when the continuation is taken up
     */
    record JobContinued(
            JobId job,
            int extraRounds,
            Instant requestedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer number,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer candidates,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant deadline)
            implements JobEvent {
        public JobContinued {
            Require.between(extraRounds, 1, 16, "extraRounds");
            if (number != null) {
                Require.between(number, 1, MAX_CONTINUATIONS, "number");
            }
            if (candidates != null) {
                Require.between(candidates, 1, 32, "candidates");
            }
        }

        /** Of no number, with the job's own candidates and time. */
        public JobContinued(JobId job, int extraRounds, Instant requestedAt) {
            this(job, extraRounds, requestedAt, null, null, null);
        }
    }

    /** The client deleted the job, which had ended: its pixels go, and nothing that comes later brings it back. */
    record JobDeleted(JobId job, TenantId tenant, Instant deletedAt) implements JobEvent {}

    /**
     * Copies of a job's results were put where the client wants them, or could not be. Until this is known, the job is not
     * told to have ended.
     *
     * @param results in the order of the outcome's
     */
    record ResultsDelivered(JobId job, TenantId tenant, List<Delivery> results, Instant deliveredAt)
            implements JobEvent {
        public ResultsDelivered {
            results = List.copyOf(results);
        }
    }

    /**
     * One result's copy.
     *
     * @param key in the destination's bucket
     * @param failure why it is not there, null = it is
     */
    record Delivery(
            CandidateId candidate,
            String key,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String failure) {
        public Delivery {
            failure = failure == null ? null : FailureMessage.shortened(failure);
        }
    }
}
