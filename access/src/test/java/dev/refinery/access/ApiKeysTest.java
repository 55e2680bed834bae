package dev.refinery.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final InMemoryObjectStore store = new InMemoryObjectStore(Clock.systemUTC());
    private final ApiKeys keys = new ApiKeys(store);
    private final KeyToken token = KeyToken.generate(new Random(1));
    private final ApiKey key =
            ApiKey.of(token, new TenantId("acme"), Set.of(Scope.JOBS_READ), "shop", NOW, NOW.plusSeconds(60));

    @Test
    void aTokenIsReadBackAndOpensItsKeyOnly() {
        KeyToken read = KeyToken.parse(token.reveal()).orElseThrow();
        assertThat(read.opens(key)).isTrue();
        assertThat(new KeyToken(token.id(), "0".repeat(64)).opens(key)).isFalse();
        assertThat(KeyToken.generate(new Random(2)).opens(key)).isFalse();
        assertThat(KeyToken.parse(token.reveal() + "0")).isEmpty();
        assertThat(KeyToken.parse("sk-" + "0".repeat(60))).isEmpty();
    }

    @Test
    void theSecretIsNeitherShownNorStored() {
        keys.add(key);
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(key.toString()).doesNotContain(token.secret());
        String object = store.list("").map(ListedObject::key).findFirst().orElseThrow();
        assertThat(object).isEqualTo("_access/keys/" + token.id() + ".json");
        assertThat(new String(store.get(object, null), StandardCharsets.UTF_8))
                .contains(key.secretSha256())
                .doesNotContain(token.secret());
    }

    @Test
    void keepsKeysAsTheyWere() {
        keys.add(key);
        assertThat(keys.find(key.id())).contains(key);
        assertThat(keys.find("0".repeat(16))).isEmpty();
        assertThat(keys.find("../../acme/x")).isEmpty();
        ApiKey sameId = ApiKey.of(token, new TenantId("other"), Set.of(Scope.ADMIN), "thief", NOW, null);
        assertThatThrownBy(() -> keys.add(sameId)).isInstanceOf(IllegalStateException.class);
        assertThat(keys.find(key.id())).contains(key);
    }

    @Test
    void aRevokedKeyStaysRevoked() {
        keys.add(key);
        assertThat(key.standing(NOW)).isEqualTo(ApiKey.Standing.VALID);
        ApiKey revoked = keys.revoke(key.id(), NOW.plusSeconds(1)).orElseThrow();
        assertThat(revoked.standing(NOW)).isEqualTo(ApiKey.Standing.REVOKED);
        assertThat(keys.revoke(key.id(), NOW.plusSeconds(9))).contains(revoked);
        assertThat(keys.find(key.id())).contains(revoked);
        assertThat(keys.revoke("0".repeat(16), NOW)).isEmpty();
    }

    @Test
    void expiresAtItsTime() {
        assertThat(key.standing(NOW.plusSeconds(59))).isEqualTo(ApiKey.Standing.VALID);
        assertThat(key.standing(NOW.plusSeconds(60))).isEqualTo(ApiKey.Standing.EXPIRED);
    }

    @Test
    void listsOldestFirst() {
        ApiKey younger = ApiKey.of(
                KeyToken.generate(new Random(3)),
                new TenantId("b"),
                Set.of(Scope.ADMIN),
                "n",
                NOW.plusSeconds(5),
                null);
        keys.add(younger);
        keys.add(key);
        store.put("_access/keys/notes.txt", new byte[] {1}, "text/plain");
        assertThat(keys.all()).containsExactly(key, younger);
    }

    @Test
    void readsScopes() {
        assertThat(Scope.parse("jobs:write")).isEqualTo(Scope.JOBS_WRITE);
        assertThatThrownBy(() -> Scope.parse("jobs"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("assets:write");
        assertThat(Scope.known("openid jobs:read,profile  admin"))
                .containsExactlyInAnyOrder(Scope.JOBS_READ, Scope.ADMIN);
        assertThat(Scope.USAGE_READ.allowedBy(Set.of(Scope.ADMIN))).isTrue();
        assertThat(Scope.USAGE_READ.allowedBy(Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE)))
                .isFalse();
    }

    @Test
    void aKeyNamesWhatItMayDo() {
        assertThatThrownBy(() -> ApiKey.of(token, new TenantId("a"), Set.of(), "n", NOW, null))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ApiKey.of(token, new TenantId("a"), Set.of(Scope.ADMIN), " ", NOW, null))
                .isInstanceOf(InvalidValueException.class);
    }
}
