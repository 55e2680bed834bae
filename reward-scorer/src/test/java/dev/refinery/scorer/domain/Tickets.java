package dev.refinery.scorer.domain;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Lane;
import java.time.Instant;

/** Tickets to test with. */
public final class Tickets {
    public static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    private Tickets() {}

    public static JobId job(int number) {
        return JobId.of(T0.plusMillis(number), number, number);
    }

    /** A preview of one megapixel, planned so many milliseconds after {@link #T0}. */
    public static Ticket preview(String tenant, int job, int index, int plannedAfter) {
        return ticket(tenant, new CandidateId(job(job), 0, index), plannedAfter, 1);
    }

    public static Ticket ticket(String tenant, CandidateId candidate, int plannedAfter, double megapixels) {
        return new Ticket(
                candidate,
                new TenantId(tenant),
                Lane.INTERACTIVE,
                "compositor@1",
                megapixels,
                T0.plusMillis(plannedAfter));
    }
}
