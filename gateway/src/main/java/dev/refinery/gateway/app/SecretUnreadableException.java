package dev.refinery.gateway.app;

/** A sealed secret cannot be opened: its key is not configured here, or it was tampered with. */
public final class SecretUnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    SecretUnreadableException(String message) {
        super(message);
    }

    public static SecretUnreadableException notConfigured() {
        return new SecretUnreadableException("refinery.webhooks.secret is not set");
    }
}
