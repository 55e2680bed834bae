package dev.refinery.provenance;

/** A key file that cannot be used; the message says what it must be and never what it holds. */
public final class InvalidKeyFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidKeyFileException(String message) {
        super(message);
    }

    public InvalidKeyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
