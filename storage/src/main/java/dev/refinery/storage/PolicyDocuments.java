package dev.refinery.storage;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reward policies that tenants published, as write-once objects: what {@code name@version} means never changes.
 * Thread-safe; failures of the store pass through as they are.
 */
public final class PolicyDocuments {
    public static final String MEDIA_TYPE = "application/yaml";

    private final ObjectStore store;

    public PolicyDocuments(ObjectStore store) {
        this.store = store;
    }

    /** @param policy {@code name@version}; empty as well for what cannot be a policy's name */
    public Optional<byte[]> find(TenantId tenant, String policy) {
        String key;
        try {
            key = ObjectKeys.policy(tenant, policy);
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.get(key, null));
        } catch (ObjectMissing e) {
            return Optional.empty();
        }
    }

    /**
     * Publishes; repeating it is harmless.
     *
     * @return false when the same bytes were published before
     * @throws AlreadyStoredDifferently other bytes bear this name; they stay
     * @throws InvalidValueException {@code policy} is no {@code name@version}
     */
    public boolean publish(TenantId tenant, String policy, byte[] document) throws AlreadyStoredDifferently {
        String key = ObjectKeys.policy(tenant, policy);
        boolean known = store.head(key).isPresent();
        store.putOnce(key, document, MEDIA_TYPE);
        return !known;
    }

    /** Names of what is published, in order, for people to choose from; a store may show a new one late. */
    public List<String> names(TenantId tenant) {
        try (Stream<ListedObject> all = store.list(ObjectKeys.policiesOf(tenant))) {
            return all.flatMap(object -> ObjectKeys.policyOf(object.key()).stream())
                    .sorted()
                    .toList();
        }
    }
}
