package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.id.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One token bucket a tenant, of this replica only: with n replicas behind an even balancer a tenant gets up to n quotas. The
 * buckets of the tenants that came last are kept; who is forgotten begins anew with a full one. Thread-safe.
 */
public final class RateLimiter {
    private final Function<TenantId, Optional<Quota>> quotas;
    private final LongSupplier nanos;
    private final Map<TenantId, Bucket> buckets;

    /**
     * @param quotas empty = no limit
     * @param nanos a clock that only runs forward
     * @param kept how many tenants' buckets are kept
     */
    public RateLimiter(Function<TenantId, Optional<Quota>> quotas, LongSupplier nanos, int kept) {
        this.quotas = quotas;
        this.nanos = nanos;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TenantId, Bucket> eldest) {
                return size() > kept;
            }
        };
    }

    /** Counts one request. Empty when the tenant has no limit; one that may not pass costs nothing. */
    public Optional<Allowance> take(TenantId tenant) {
        return quotas.apply(tenant).map(quota -> take(tenant, quota));
    }

    private synchronized Allowance take(TenantId tenant, Quota quota) {
        long now = nanos.getAsLong();
        Bucket before = buckets.get(tenant);
        Bucket filled = before == null ? Bucket.full(quota, now) : before.refilled(quota, now);
        boolean passes = filled.hasOne();
        Bucket after = passes ? filled.lessOne() : filled;
        buckets.put(tenant, after);
        return Allowance.of(quota, after, passes);
    }
}
