package dev.refinery.gateway.domain.usage;

import dev.refinery.contracts.id.TenantId;
import java.time.LocalDate;

/** What usage is counted by; days are UTC. */
public record UsageKey(TenantId tenant, LocalDate day, String policy) {
    /** {@code tenant/day/policy}, so that a tenant's days lie together in order. */
    public String text() {
        return tenant + "/" + day + "/" + policy;
    }

    /** Reads what {@link #text} wrote. */
    public static UsageKey parse(String text) {
        String[] parts = text.split("/", 3);
        return new UsageKey(new TenantId(parts[0]), LocalDate.parse(parts[1]), parts[2]);
    }
}
