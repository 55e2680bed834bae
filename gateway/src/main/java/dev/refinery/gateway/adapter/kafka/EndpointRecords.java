package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.RegisteredEndpoint.Gone;
import dev.refinery.gateway.domain.WebhookEndpoint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * {@code refinery.webhook-endpoints}: under {@code tenant/endpoint} what the tenant set up, under {@code tenant/endpoint/gone}
 * the receiver's 410.
 */
final class EndpointRecords {
    private static final String GONE = "/gone";

    private EndpointRecords() {}

    static String key(TenantId tenant, EndpointId id) {
        return tenant + "/" + id;
    }

    static String goneKey(TenantId tenant, EndpointId id) {
        return key(tenant, id) + GONE;
    }

    static Optional<RegisteredEndpoint> find(
            ReadOnlyKeyValueStore<String, byte[]> store, TenantId tenant, EndpointId id) {
        byte[] endpoint = store.get(key(tenant, id));
        if (endpoint == null) {
            return Optional.empty();
        }
        byte[] gone = store.get(goneKey(tenant, id));
        return Optional.of(new RegisteredEndpoint(
                parse(endpoint, WebhookEndpoint.class), gone == null ? null : parse(gone, Gone.class)));
    }

    /** All of a tenant, oldest first. */
    static List<RegisteredEndpoint> list(ReadOnlyKeyValueStore<String, byte[]> store, TenantId tenant) {
        Map<String, RegisteredEndpoint> found = new LinkedHashMap<>();
        try (KeyValueIterator<String, byte[]> entries = store.range(tenant + "/we_", tenant + "/we_g")) {
            while (entries.hasNext()) {
                KeyValue<String, byte[]> entry = entries.next();
                if (entry.key.endsWith(GONE)) {
                    Gone gone = parse(entry.value, Gone.class);
                    found.computeIfPresent(
                            entry.key.substring(0, entry.key.length() - GONE.length()),
                            (key, e) -> new RegisteredEndpoint(e.endpoint(), gone));
                } else {
                    found.put(entry.key, new RegisteredEndpoint(parse(entry.value, WebhookEndpoint.class), null));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static <T> T parse(byte[] json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (IOException e) {
            throw new IllegalStateException("a stored webhook endpoint does not parse", e);
        }
    }
}
