package dev.refinery.client.model;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tenant used; days are UTC and both inclusive. */
public record Usage(LocalDate from, LocalDate to, List<Row> usage, Row total) {
    public Usage {
        usage = Absent.list(usage);
    }

    /** Sums; {@code day} and {@code policy} are null where it is not grouped by them, {@code providerDollars} where no price is known. */
    public record Row(
            @Nullable LocalDate day,
            @Nullable String policy,
            long jobs,
            long accepted,
            long belowGate,
            long failed,
            long canceled,
            long expired,
            long candidates,
            double deviceSeconds,
            long bytes,
            @Nullable Double providerDollars) {}
}
