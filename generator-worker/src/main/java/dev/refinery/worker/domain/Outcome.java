package dev.refinery.worker.domain;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;

/** What one attempt at a task came to. */
public sealed interface Outcome {
    /** The picture is stored; the events say so once they are acknowledged. */
    record Made(CandidateGenerated candidate, CandidateMetered usage) implements Outcome {}

    /** No attempt can succeed; the event says why. */
    record Refused(CandidateFailed failure) implements Outcome {}

    /** Nobody waits for this candidate any more. */
    record Dropped(Reason reason) implements Outcome {}

    /**
     * Something that may pass.
     *
     * @param code stable, for logs and metrics
     * @param here true when waiting at this worker helps as much as handing the task to another one
     */
    record Postponed(String code, boolean here) implements Outcome {}

    /** Why a task was dropped. */
    enum Reason {
        EXPIRED,
        CANCELED
    }
}
