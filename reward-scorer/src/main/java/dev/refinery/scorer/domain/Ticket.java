package dev.refinery.scorer.domain;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Lane;
import java.time.Instant;
import java.util.Comparator;

/**
 * A task's place in the order of work. Sorts as a tenant's own tasks run: full-size renders first, which a job's end waits for, then
 * as they were planned.
 *
 * @param megapixels of the picture that is to be made
 */
public record Ticket(
        CandidateId candidate, TenantId tenant, Lane lane, String model, double megapixels, Instant plannedAt)
        implements Comparable<Ticket> {
    private static final Comparator<Ticket> ORDER = Comparator.comparing(
                    (Ticket ticket) -> !ticket.candidate().isFinal())
            .thenComparing(Ticket::plannedAt)
            .thenComparing(Ticket::candidate);

    public static Ticket of(GenerationTask task, Instant plannedAt) {
        return new Ticket(
                task.candidate(),
                task.tenant(),
                task.lane(),
                task.model(),
                task.width() * (double) task.height() / 1e6,
                plannedAt);
    }

    public JobId job() {
        return candidate.job();
    }

    @Override
    public int compareTo(Ticket other) {
        return ORDER.compare(this, other);
    }

    boolean sameRound(Ticket other) {
        return job().equals(other.job()) && candidate.round() == other.candidate.round();
    }
}
