package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.app.WebhookViews;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookLane;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Reads this replica's copy of all endpoints and of the log of deliveries. */
final class StreamsWebhookViews implements WebhookViews {
    /** A page that filters by status gives up after so many deliveries and says where to go on. */
    private static final int SCANNED_AT_ONCE = 2_000;

    private final StreamsRuntime runtime;
    private final ViewFeed feed;

    StreamsWebhookViews(StreamsRuntime runtime, ViewFeed feed) {
        this.runtime = runtime;
        this.feed = feed;
    }

    @Override
    public Optional<RegisteredEndpoint> endpoint(TenantId tenant, EndpointId id) {
        return loaded(() -> EndpointRecords.find(runtime.store(WebhookTopology.ENDPOINTS), tenant, id));
    }

    @Override
    public List<RegisteredEndpoint> endpoints(TenantId tenant) {
        return loaded(() -> EndpointRecords.list(runtime.store(WebhookTopology.ENDPOINTS), tenant));
    }

    @Override
    public Optional<WebhookDelivery> delivery(TenantId tenant, DeliveryId id) {
        return loaded(
                () -> Optional.ofNullable(runtime.store(WebhookTopology.LOG).get(key(tenant, id)))
                        .map(StreamsWebhookViews::parse));
    }

    @Override
    public Page deliveries(
            TenantId tenant, EndpointId endpoint, @Nullable Status status, int limit, @Nullable DeliveryId before) {
        return loaded(() -> page(tenant, WebhookLane.of(endpoint), status, limit, before));
    }

    private Page page(
            TenantId tenant, WebhookLane lane, @Nullable Status status, int limit, @Nullable DeliveryId before) {
        List<WebhookDelivery> page = new ArrayList<>();
        String first = tenant + "/dlv_" + lane + "_";
        String last = before == null ? tenant + "/" + DeliveryId.endOf(lane) : key(tenant, before);
        DeliveryId seen = null;
        int scanned = 0;
        try (KeyValueIterator<String, byte[]> entries =
                runtime.store(WebhookTopology.LOG).reverseRange(first, last)) {
            while (entries.hasNext()) {
                if (page.size() == limit || scanned == SCANNED_AT_ONCE) {
                    return new Page(page, seen);
                }
                KeyValue<String, byte[]> entry = entries.next();
                if (entry.key.equals(last)) {
                    continue;
                }
                scanned++;
                WebhookDelivery delivery = parse(entry.value);
                seen = delivery.id();
                if (status == null || delivery.status() == status) {
                    page.add(delivery);
                }
            }
        }
        return new Page(page, null);
    }

    @Override
    public List<WebhookDelivery> ofJob(TenantId tenant, WebhookLane lane, JobId job, Instant from, Instant to) {
        return loaded(() -> {
            List<WebhookDelivery> found = new ArrayList<>();
            try (KeyValueIterator<String, byte[]> entries = runtime.store(WebhookTopology.LOG)
                    .range(
                            tenant + "/" + DeliveryId.firstOf(lane, from),
                            tenant + "/" + DeliveryId.firstOf(lane, to))) {
                while (entries.hasNext()) {
                    WebhookDelivery delivery = parse(entries.next().value);
                    if (job.equals(delivery.job())) {
                        found.add(delivery);
                    }
                }
            }
            return found;
        });
    }

    @Override
    public Watch watch(TenantId tenant, EndpointId id, Runnable changed) {
        return feed.watch(EndpointRecords.key(tenant, id), changed);
    }

    @Override
    public Watch watch(TenantId tenant, DeliveryId id, Runnable changed) {
        return feed.watch(key(tenant, id), changed);
    }

    private static String key(TenantId tenant, DeliveryId id) {
        return tenant + "/" + id;
    }

    private static <T> T loaded(Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    private static WebhookDelivery parse(byte[] json) {
        try {
            return Json.mapper().readValue(json, WebhookDelivery.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored webhook delivery does not parse", e);
        }
    }
}
