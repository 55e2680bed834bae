package dev.refinery.worker.app;

import dev.refinery.contracts.event.Event;
import java.util.List;

/** The log that events are appended to. */
public interface EventLog extends AutoCloseable {
    /**
     * Returns when every event is acknowledged by all in-sync replicas. Appending twice is harmless: readers know
     * candidates by their id.
     *
     * @throws EventLogUnavailable when an acknowledgement did not come; some of the events may have been appended
     */
    void append(List<? extends Event> events) throws EventLogUnavailable;

    @Override
    void close();
}
