package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookLane;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints and the log of deliveries as this replica knows them, eventually consistent with the log. Thread-safe; every method may
 * throw {@link ServiceUnavailable}.
 */
public interface WebhookViews {
    Optional<RegisteredEndpoint> endpoint(TenantId tenant, EndpointId id);

    /** All of a tenant, oldest first. */
    List<RegisteredEndpoint> endpoints(TenantId tenant);

    /** Without its body. */
    Optional<WebhookDelivery> delivery(TenantId tenant, DeliveryId id);

    /**
     * Newest first.
     *
     * @param status only deliveries that stand so; null = all
     * @param before only deliveries before this one; null = from the newest
     */
    Page deliveries(
            TenantId tenant, EndpointId endpoint, @Nullable Status status, int limit, @Nullable DeliveryId before);

    /** Those of one job that happened from {@code from} to {@code to}, oldest first. */
    List<WebhookDelivery> ofJob(TenantId tenant, WebhookLane lane, JobId job, Instant from, Instant to);

    /** Calls {@code changed} after each change of that endpoint. */
    Watch watch(TenantId tenant, EndpointId id, Runnable changed);

    /** Calls {@code changed} after each change of that delivery. */
    Watch watch(TenantId tenant, DeliveryId id, Runnable changed);

    /** @param next where to go on; null = there are no more */
    record Page(List<WebhookDelivery> deliveries, @Nullable DeliveryId next) {
        public Page {
            deliveries = List.copyOf(deliveries);
        }
    }
}
