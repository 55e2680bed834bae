package dev.refinery.refinement;

import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is decided about jobs whose generator this deployment does not have, or has no more: new ones are refused; running
 * ones can be canceled and run into their deadline, and go on where they were should the bundle come back before. Pure.
 */
public final class OrphanController {
    private OrphanController() {}

    /** @param state null when nothing is known of the job */
    public static Decision decide(@Nullable JobState state, Observation observation, Instant now) {
        return switch (state) {
            case null ->
                observation instanceof Observation.Submitted submitted
                        ? refuse(submitted.spec(), now)
                        : Decision.keep(null);
            case JobState.Active job -> decideActive(job, observation, now);
            case JobState.Ended ended -> decideEnded(ended, observation, now);
        };
    }

    private static Decision decideEnded(JobState.Ended ended, Observation observation, Instant now) {
        JobState.Active resumable = ended.resumable();
        if (observation instanceof Observation.Deleted) {
            return Decision.keep(ended.forGood());
        }
        if (observation instanceof Observation.Continued continued
                && resumable != null
                && !resumable.knows(continued)) {
            return Outcomes.failed(
                    resumable,
                    "unknown_model",
                    "this deployment has no bundle " + resumable.spec().model(),
                    null,
                    now);
        }
        return Decision.keep(ended.forgettable(observation, now) ? null : ended);
    }

    private static Decision decideActive(JobState.Active job, Observation observation, Instant now) {
        return switch (observation) {
            case Observation.CancelRequested c -> Outcomes.canceled(job, now);
            case Observation.Deleted d -> Outcomes.canceled(job, now);
            case Observation.Tick t when !now.isBefore(job.deadline()) -> Outcomes.expired(job, now);
            case Observation.Tick t -> Decision.keep(job);
            case Observation.Submitted s -> Decision.keep(job);
            case Observation.Continued c -> Decision.keep(job);
            case Observation.Scored s -> Decision.keep(job);
            case Observation.Missing m
            when m.fatal() && awaits(job, m) -> Outcomes.failed(job, m.code(), m.message(), m.reference(), now);
            case Observation.Missing m -> Decision.keep(job);
        };
    }

    private static boolean awaits(JobState.Active job, Observation.Missing missing) {
        return job.phase() instanceof Phase.Searching round
                && round.awaited(missing.candidate()).isPresent();
    }

    private static Decision refuse(JobSpec spec, Instant now) {
        JobFailed outcome = new JobFailed(
                spec.id(),
                spec.tenant(),
                "unknown_model",
                "this deployment has no bundle " + spec.model(),
                null,
                0,
                0,
                now,
                null);
        return new Decision(new JobState.Ended(spec.id(), now, spec.retainUntil(), null), List.of(), null, outcome);
    }
}
