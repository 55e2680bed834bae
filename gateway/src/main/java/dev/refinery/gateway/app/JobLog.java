package dev.refinery.gateway.app;

import dev.refinery.contracts.event.JobEvent;
import dev.refinery.gateway.domain.ServiceUnavailable;

/** Where accepted requests are written down. Thread-safe. */
public interface JobLog {
    /**
     * Returns when the event is on all in-sync replicas. Appending the same event again is harmless.
     *
     * @throws ServiceUnavailable it is not certain that the event was written
     */
    void append(JobEvent event);
}
