package dev.refinery.storage.janitor;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;
import java.util.Optional;

/** Knows until when a job's results are to be kept. */
@FunctionalInterface
public interface RetentionLookup {
    /** Empty when the job is not known (any more). */
    Optional<Instant> retainUntil(TenantId tenant, JobId job);

    /** True when the job was deleted: all of its pixels are to go at once. */
    default boolean deleted(TenantId tenant, JobId job) {
        return false;
    }
}
