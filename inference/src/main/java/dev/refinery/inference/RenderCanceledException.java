package dev.refinery.inference;

/** A render was given up because its caller no longer wants it; nothing of it is left. */
public final class RenderCanceledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RenderCanceledException(String message) {
        super(message);
    }
}
