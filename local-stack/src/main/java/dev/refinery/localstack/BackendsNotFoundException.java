package dev.refinery.localstack;

/** Nothing says where Kafka or the object store is; the message says what to do. */
public final class BackendsNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackendsNotFoundException(String message) {
        super(message);
    }
}
