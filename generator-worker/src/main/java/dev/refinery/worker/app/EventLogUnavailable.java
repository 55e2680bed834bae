package dev.refinery.worker.app;

/** The log did not acknowledge in time. Trying again later may help. */
public final class EventLogUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public EventLogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
