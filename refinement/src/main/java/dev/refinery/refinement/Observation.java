package dev.refinery.refinement;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.score.Scorecard;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the controller of one job sees. Each may come more than once and, for candidates, in any order. */
public sealed interface Observation {
    record Submitted(JobSpec spec) implements Observation {}

    /** @param cost what it took to make, null = not known */
    record Scored(
            CandidateId candidate,
            ImageRef image,
            Scorecard scorecard,
            @Nullable Cost cost) implements Observation {
        public Scored(CandidateId candidate, ImageRef image, Scorecard scorecard) {
            this(candidate, image, scorecard, null);
        }
    }

    /**
     * A candidate that will never be judged.
     *
     * @param fatal no candidate of the job can succeed
     */
    record Missing(
            CandidateId candidate,
            String code,
            String message,
            @Nullable String reference,
            boolean fatal) implements Observation {}

    record CancelRequested() implements Observation {}

    /**
     * @param number of the continuation, from 1; null = not numbered, taken as it comes
     * @param candidates a round from now on, null = as before
     * @param deadline null = the job's first time again
     */
    record Continued(
            int extraRounds,
            @Nullable Integer number,
            @Nullable Integer candidates,
            @Nullable Instant deadline) implements Observation {
        public Continued(int extraRounds) {
            this(extraRounds, null, null, null);
        }
    }

    /** The client wants nothing to be left of the job. */
    record Deleted() implements Observation {}

    /** Time has passed. */
    record Tick() implements Observation {}

    /** What an event means to the controller; empty for events that it takes no part in. */
    static Optional<Observation> of(Event event) {
        return switch (event) {
            case JobEvent.JobSubmitted e -> Optional.of(new Submitted(e.spec()));
            case JobEvent.JobCancelRequested e -> Optional.of(new CancelRequested());
            case JobEvent.JobContinued e ->
                Optional.of(new Continued(e.extraRounds(), e.number(), e.candidates(), e.deadline()));
            case JobEvent.JobDeleted e -> Optional.of(new Deleted());
            case JobEvent.ResultsDelivered e -> Optional.empty();
            case ScoreEvent.CandidateScored e ->
                Optional.of(new Scored(e.candidate(), e.image(), e.scorecard(), e.cost()));
            case ScoreEvent.CandidateUnscorable e ->
                Optional.of(new Missing(e.candidate(), e.code(), e.message(), null, e.endsTheJob()));
            case CandidateEvent.CandidateFailed e ->
                Optional.of(new Missing(e.candidate(), e.code(), e.message(), e.reference(), e.fatal()));
            case CandidateEvent.CandidateGenerated e -> Optional.empty();
            case TaskEvent e -> Optional.empty();
            case FeedbackEvent e -> Optional.empty();
            case OutcomeEvent e -> Optional.empty();
            case UsageEvent e -> Optional.empty();
        };
    }
}
