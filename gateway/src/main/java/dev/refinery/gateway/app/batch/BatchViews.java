package dev.refinery.gateway.app.batch;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The batches as they stand, on every replica. Thread-safe; may throw {@link dev.refinery.gateway.domain.ServiceUnavailable}. */
public interface BatchViews {
    Optional<Batch> find(TenantId tenant, BatchId id);

    /** Newest first, one more than {@code limit} when there are more. */
    List<Batch> list(TenantId tenant, int limit, @Nullable BatchId before);

    Watch watch(TenantId tenant, BatchId id, Runnable changed);
}
