package dev.refinery.worker.app;

/** A bundle that is there, but not in memory: try again later, here or elsewhere. */
public final class ModelUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
