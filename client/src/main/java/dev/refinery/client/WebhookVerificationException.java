package dev.refinery.client;

/** A request that cannot be believed: answer 400 and do nothing else. */
public final class WebhookVerificationException extends Exception {
    private static final long serialVersionUID = 1L;

    WebhookVerificationException(String message) {
        super(message);
    }
}
