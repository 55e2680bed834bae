package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.usage.UsageFold.Addition;
import java.time.LocalDate;
import java.util.List;

/** What every tenant used. Implementations are thread-safe. */
public interface UsageBook {
    /**
     * Rows in order of days; several may bear the same key and are to be added up.
     *
     * @param to inclusive
     * @throws ServiceUnavailable it is still being loaded
     */
    List<Addition> read(TenantId tenant, LocalDate from, LocalDate to);
}
