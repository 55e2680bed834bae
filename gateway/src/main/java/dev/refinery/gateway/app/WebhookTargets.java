package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.RequestRefused;

/** Decides which addresses webhooks may go to. Thread-safe. */
public interface WebhookTargets {
    /**
     * For a job's own webhook, which the deployment's secret signs.
     *
     * @throws RequestRefused naming {@code field}
     */
    void check(String url, String field);

    /**
     * For an endpoint, which has secrets of its own.
     *
     * @throws RequestRefused naming {@code field}
     */
    void checkAddress(String url, String field);
}
