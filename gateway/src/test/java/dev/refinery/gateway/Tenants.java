package dev.refinery.gateway;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys in the real store, as the {@code keys} command writes them. */
final class Tenants {
    private Tenants() {}

    /** A gateway that knows its callers. */
    public static final class KeysRequired implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(Map.of(
                    "refinery.auth.mode", "required",
                    "refinery.auth.key-staleness", "PT0.3S",
                    "refinery.limits.tenants.hasty.requests", "3",
                    "refinery.limits.tenants.busy.jobs", "2",
                    "refinery.limits.tenants.crowd.jobs", "2"));
        }
    }

    static ObjectStore store() {
        var s3 = Surroundings.s3;
        return MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()));
    }

    static KeyToken key(String tenant, @Nullable Instant expiresAt, Scope... scopes) {
        KeyToken token = KeyToken.generate(new SecureRandom());
        try (ObjectStore store = store()) {
            new ApiKeys(store)
                    .add(ApiKey.of(token, new TenantId(tenant), Set.of(scopes), "test", Instant.now(), expiresAt));
        }
        return token;
    }

    static RequestSpecification as(KeyToken token) {
        return RestAssured.given().header("Authorization", "Bearer " + token.reveal());
    }
}
