package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the controller remembers of a job: JSON by {@link dev.refinery.contracts.codec.Json}, a few 10 kB at most
 * while it runs, a few hundred bytes once it ended for good.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobState.Active.class, name = "active"),
    @JsonSubTypes.Type(value = JobState.Ended.class, name = "ended"),
})
public sealed interface JobState {
    JobId id();

    /** When the controller wants a {@link Observation.Tick}: nothing happens by time alone before. */
    Instant wakeAt();

    /**
     * A running job.
     *
     * @param deadline the job expires after it; a continuation has its own
     * @param roundBudget rounds that may be evaluated in all
     * @param roundsUsed round numbers given out, rounds lost to failures included
     * @param finalsUsed final attempt numbers given out
     * @param device null while no judged candidate told its cost
     * @param continuations number of the last continuation, null = none
     */
    record Active(
            JobSpec spec,
            Instant deadline,
            int roundBudget,
            int roundsUsed,
            int finalsUsed,
            SearchState search,
            Phase phase,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            DeviceTime device,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer continuations)
            implements JobState {
        @Override
        public JobId id() {
            return spec.id();
        }

        @Override
        public Instant wakeAt() {
            return phase.deadline().isBefore(deadline) ? phase.deadline() : deadline;
        }

        /**
         * Some of the tasks that the phase waits for are not handed out yet: its time does not run, only the job's.
         * Without this call a phase's time runs from the decision that began it.
         */
        public Active heldBack() {
            return with(phase.until(deadline));
        }

        /** The last task that the phase waits for was handed out. */
        public Active handedOut(Instant phaseDeadline) {
            return with(phase.until(phaseDeadline));
        }

        Active with(Phase next) {
            return new Active(spec, deadline, roundBudget, roundsUsed, finalsUsed, search, next, device, continuations);
        }

        Active with(SearchState next) {
            return new Active(spec, deadline, roundBudget, roundsUsed, finalsUsed, next, phase, device, continuations);
        }

        /** True for a continuation that was taken up before. */
        boolean knows(Observation.Continued continued) {
            Integer number = continued.number();
            return number != null && continuations != null && number <= continuations;
        }

        Active paid(@Nullable Cost cost) {
            return new Active(
                    spec,
                    deadline,
                    roundBudget,
                    roundsUsed,
                    finalsUsed,
                    search,
                    phase,
                    DeviceTime.plus(device, cost),
                    continuations);
        }
    }

    /**
     * An ended job, kept until {@code retainUntil} so that late and repeated records find it.
     *
     * @param resumable where a continuation starts; null when the job cannot be continued
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ended(
            JobId id,
            Instant endedAt,
            Instant retainUntil,
            @Nullable Active resumable) implements JobState {
        @Override
        public Instant wakeAt() {
            return retainUntil;
        }

        /** Nothing of what was learned is kept. */
        Ended forGood() {
            return new Ended(id, endedAt, retainUntil, null);
        }

        boolean forgettable(Observation observation, Instant now) {
            return observation instanceof Observation.Tick && !now.isBefore(retainUntil);
        }
    }
}
