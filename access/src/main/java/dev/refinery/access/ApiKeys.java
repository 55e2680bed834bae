package dev.refinery.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The API keys of all tenants, one object each. A key is never deleted, so that its id is never given again. Thread-safe;
 * failures of the store pass through as they are.
 */
public final class ApiKeys {
    private static final String MEDIA_TYPE = "application/json";

    private final ObjectStore store;

    public ApiKeys(ObjectStore store) {
        this.store = store;
    }

    /** @throws IllegalStateException another key bears this id: it comes from 64 random bits, so something is broken */
    public void add(ApiKey key) {
        try {
            store.putOnce(ObjectKeys.apiKey(key.id()), json(key), MEDIA_TYPE);
        } catch (AlreadyStoredDifferently e) {
            throw new IllegalStateException("there is a key " + key.id() + " already", e);
        }
    }

    /** Empty as well for what cannot be a key's id. */
    public Optional<ApiKey> find(String id) {
        try {
            return Optional.of(parse(store.get(ObjectKeys.apiKey(id), null)));
        } catch (InvalidValueException | ObjectMissing e) {
            return Optional.empty();
        }
    }

    /** Revokes for good; repeating it is harmless. Empty when there is no such key. */
    public Optional<ApiKey> revoke(String id, Instant now) {
        Optional<ApiKey> revoked = find(id).map(key -> key.revoked(now));
        revoked.ifPresent(key -> store.put(ObjectKeys.apiKey(id), json(key), MEDIA_TYPE));
        return revoked;
    }

    /** Oldest first, for people; a store may show a new one late. */
    public List<ApiKey> all() {
        try (Stream<ListedObject> objects = store.list(ObjectKeys.apiKeys())) {
            return objects.flatMap(object -> ObjectKeys.apiKeyOf(object.key()).stream())
                    .flatMap(id -> find(id).stream())
                    .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id))
                    .toList();
        }
    }

    private static byte[] json(ApiKey key) {
        try {
            return Json.mapper().writeValueAsBytes(key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a key does not serialise", e);
        }
    }

    private static ApiKey parse(byte[] json) {
        try {
            return Json.mapper().readValue(json, ApiKey.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored key does not parse", e);
        }
    }
}
