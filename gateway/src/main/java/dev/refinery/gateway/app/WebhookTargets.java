package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.RequestRefused;

/** Decides which webhook URLs a job may name. Thread-safe. */
public interface WebhookTargets {
    /** @throws RequestRefused naming {@code field} */
    void check(String url, String field);
}
