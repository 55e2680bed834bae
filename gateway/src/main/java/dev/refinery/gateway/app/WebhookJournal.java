package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookOrder;

/**
 * Where endpoints and what is asked of the deliverer are written down. Each method returns when all in-sync replicas have it.
 * Thread-safe.
 *
 * @see ServiceUnavailable thrown when it is not certain that it was written
 */
public interface WebhookJournal {
    void save(WebhookEndpoint endpoint);

    void delete(TenantId tenant, EndpointId id);

    void append(WebhookOrder order);
}
