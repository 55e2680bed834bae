package dev.refinery.inference;

import org.jspecify.annotations.Nullable;

/** Why no picture, or no embedding of one, came out; the types say what a caller may do about it. */
public abstract sealed class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RenderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The device had no memory left: try again later, elsewhere, or with less at once. */
    public static final class OutOfMemory extends RenderException {
        private static final long serialVersionUID = 1L;

        public OutOfMemory(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The module refused this input; it will again. */
    public static final class ModuleFailed extends RenderException {
        private static final long serialVersionUID = 1L;

        public ModuleFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The model cannot take this photo, however often it is tried. */
    public static final class UnsuitableReference extends RenderException {
        private static final long serialVersionUID = 1L;

        public UnsuitableReference(String message) {
            super(message, null);
        }
    }

    /** The runtime is shutting down (or the calling thread was interrupted): try again elsewhere. */
    public static final class Closed extends RenderException {
        private static final long serialVersionUID = 1L;

        public Closed(String message) {
            super(message, null);
        }
    }
}
