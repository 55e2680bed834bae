package dev.refinery.gateway.domain;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.WebhookSpec;
import java.util.ArrayList;
import java.util.List;

/** Who gets a message. Pure. */
public final class WebhookFanOut {
    private WebhookFanOut() {}

    /**
     * The job's own webhook first, then the tenant's endpoints that want the type. A disabled endpoint gets a skipped delivery,
     * so that what it missed can be replayed.
     *
     * @param endpoints of the job's tenant
     */
    public static List<WebhookDelivery> deliveries(
            WebhookMessage message, JobSpec spec, List<RegisteredEndpoint> endpoints) {
        List<WebhookDelivery> deliveries = new ArrayList<>();
        WebhookSpec own = spec.webhook();
        if (own != null && (own.events().isEmpty() || own.events().contains(message.type()))) {
            deliveries.add(WebhookDelivery.of(message, spec.tenant(), null, own.url(), message.at()));
        }
        deliveries.addAll(deliveries(message, spec.tenant(), endpoints));
        return deliveries;
    }

    /** The tenant's endpoints that want the type. */
    public static List<WebhookDelivery> deliveries(
            WebhookMessage message, TenantId tenant, List<RegisteredEndpoint> endpoints) {
        List<WebhookDelivery> deliveries = new ArrayList<>();
        for (RegisteredEndpoint registered : endpoints) {
            WebhookEndpoint endpoint = registered.endpoint();
            if (!endpoint.wants(message.type())) {
                continue;
            }
            WebhookDelivery delivery = WebhookDelivery.of(message, tenant, endpoint.id(), null, message.at());
            String disabled = registered.disabledBecause();
            deliveries.add(disabled == null ? delivery : delivery.skipped("the endpoint is disabled: " + disabled));
        }
        return deliveries;
    }
}
