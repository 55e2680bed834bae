package dev.refinery.client;

import dev.refinery.client.Pages.Page;
import dev.refinery.client.Routes.Query;
import dev.refinery.client.model.DeliveryStatus;
import dev.refinery.client.model.NewWebhookEndpoint;
import dev.refinery.client.model.WebhookDelivery;
import dev.refinery.client.model.WebhookEndpoint;
import dev.refinery.client.model.WebhookEndpointChange;
import dev.refinery.client.model.WebhookReplay;
import dev.refinery.client.model.WebhookReplayStarted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receivers of events and what was sent to them. What would be done twice (create, rotate, test, resend, replay) is not repeated when its
 * effect is not known. Thread-safe.
 */
public final class Webhooks {
    private static final String ENDPOINTS = "/v1/webhook-endpoints";
    private static final String DELIVERIES = "/v1/webhook-deliveries";

    private final Transport transport;
    private final Routes routes;

    private record EndpointList(List<WebhookEndpoint> endpoints) {}

    private record DeliveryPage(
            List<WebhookDelivery> deliveries, @Nullable String next) {}

    Webhooks(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    /** The answer holds the secret, which is never shown again. */
    public WebhookEndpoint create(NewWebhookEndpoint endpoint) {
        return transport.read(routes.post(ENDPOINTS).with(transport.body(endpoint)), WebhookEndpoint.class);
    }

    /** Oldest first. */
    public List<WebhookEndpoint> list() {
        return List.copyOf(
                transport.read(routes.get(ENDPOINTS), EndpointList.class).endpoints());
    }

    public WebhookEndpoint get(String endpoint) {
        return transport.read(routes.get(ENDPOINTS + "/{}", endpoint), WebhookEndpoint.class);
    }

    public WebhookEndpoint change(String endpoint, WebhookEndpointChange change) {
        return transport.read(
                routes.call("PATCH", ENDPOINTS + "/{}", endpoint)
                        .with(transport.body(change))
                        .repeatedly(),
                WebhookEndpoint.class);
    }

    /** Of an endpoint that is gone already it is an error, {@code unknown_endpoint}. */
    public void delete(String endpoint) {
        transport.run(routes.call("DELETE", ENDPOINTS + "/{}", endpoint));
    }

    /** A new secret, in the answer; the old one goes on for a day. */
    public WebhookEndpoint rotate(String endpoint) {
        return transport.read(routes.post(ENDPOINTS + "/{}/rotate", endpoint), WebhookEndpoint.class);
    }

    /** @param overlap how long the old secret goes on signing, at most 7 days */
    public WebhookEndpoint rotate(String endpoint, Duration overlap) {
        return transport.read(
                routes.post(ENDPOINTS + "/{}/rotate", endpoint).with(transport.body(Map.of("overlap", overlap))),
                WebhookEndpoint.class);
    }

    /** Sends the endpoint a {@code webhook.test}. */
    public WebhookDelivery test(String endpoint) {
        return transport.read(routes.post(ENDPOINTS + "/{}/test", endpoint), WebhookDelivery.class);
    }

    /** Sends the endpoint again what happened since a time. */
    public WebhookReplayStarted replay(String endpoint, WebhookReplay what) {
        return transport.read(
                routes.post(ENDPOINTS + "/{}/replay", endpoint).with(transport.body(what)), WebhookReplayStarted.class);
    }

    /**
     * An endpoint's deliveries, newest first, fetched as far as they are read.
     *
     * @param status null = all
     */
    public Pages<WebhookDelivery> deliveries(String endpoint, @Nullable DeliveryStatus status) {
        return new Pages<>(cursor -> {
            Query query = new Query()
                    .and("status", status == null ? null : status.wireName())
                    .and("cursor", cursor);
            DeliveryPage page =
                    transport.read(routes.get(ENDPOINTS + "/{}/deliveries" + query, endpoint), DeliveryPage.class);
            return new Page<>(page.deliveries(), page.next());
        });
    }

    /** A job's deliveries, to its own webhook and to endpoints, oldest first. */
    public List<WebhookDelivery> deliveriesOfJob(String job) {
        return List.copyOf(transport
                .read(routes.get(DELIVERIES + new Query().and("job", job)), DeliveryPage.class)
                .deliveries());
    }

    /** One delivery with its attempts. */
    public WebhookDelivery delivery(String delivery) {
        return transport.read(routes.get(DELIVERIES + "/{}", delivery), WebhookDelivery.class);
    }

    /** Sends it again at once. */
    public WebhookDelivery resend(String delivery) {
        return transport.read(routes.post(DELIVERIES + "/{}/resend", delivery), WebhookDelivery.class);
    }
}
