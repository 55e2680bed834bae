package dev.refinery.gateway.app.batch;

import dev.refinery.gateway.domain.BatchOrder;

/** Where orders are written down. Thread-safe. */
public interface BatchJournal {
    /**
     * Returns when the order is on all in-sync replicas. Appending it again is harmless.
     *
     * @throws dev.refinery.gateway.domain.ServiceUnavailable it is not certain that it was written
     */
    void append(BatchOrder order);
}
