package dev.refinery.backends.trace;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Whom a step is about: names, which may be logged, and nothing of what they hold.
 *
 * @param job null for what belongs to no job, such as a webhook's test
 * @param candidate null for what concerns the whole job
 * @param tenant null where the record does not name it
 */
public record Subject(
        @Nullable JobId job,
        @Nullable CandidateId candidate,
        @Nullable TenantId tenant) {
    public static Subject of(Event event) {
        return switch (event) {
            case JobSubmitted e -> new Subject(e.job(), null, e.spec().tenant());
            case GenerationTask e -> new Subject(e.job(), e.candidate(), e.tenant());
            case CandidateGenerated e -> new Subject(e.job(), e.candidate(), e.tenant());
            case CandidateFailed e -> new Subject(e.job(), e.candidate(), e.tenant());
            case CandidateScored e -> new Subject(e.job(), e.candidate(), null);
            case CandidateUnscorable e -> new Subject(e.job(), e.candidate(), null);
            default -> of(event.job());
        };
    }

    public static Subject of(JobId job) {
        return new Subject(job, null, null);
    }
}
