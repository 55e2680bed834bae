package dev.refinery.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * For what this version has no types for: JSON in, JSON out, with the same credentials, limits, retries and errors. Thread-safe.
 */
public final class RawCalls {
    private final Transport transport;
    private final Routes routes;

    RawCalls(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    /** @param path from the root, with its query */
    public JsonNode get(String path) {
        return transport.readTree(routes.get(path));
    }

    /**
     * @param path from the root, with its query
     * @param body null = none
     * @param idempotencyKey null = none: the call is not repeated when its effect is not known
     */
    public JsonNode post(String path, @Nullable JsonNode body, @Nullable String idempotencyKey) {
        Call call = routes.post(path);
        call = body == null ? call : call.with(transport.body(body));
        return transport.readTree(idempotencyKey == null ? call : call.keyed(idempotencyKey));
    }
}
