package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.Require;

/**
 * How much of a tenant's work may be open at a time.
 *
 * @param jobs that have not ended; 0 = any number
 * @param candidates that they may still make; 0 = any number
 */
public record Cap(long jobs, long candidates) {
    public Cap {
        Require.that(jobs >= 0, "jobs", "must not be below 0");
        Require.that(candidates >= 0, "candidates", "must not be below 0");
    }
}
