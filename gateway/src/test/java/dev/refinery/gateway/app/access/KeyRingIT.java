package dev.refinery.gateway.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.S3Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingIT {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration STALENESS = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final KeyToken token = KeyToken.generate(new Random(1));
    private final Hand clock = new Hand();

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aRevocationIsSeenAfterTheStalenessAndAnOutageIsBridgedForAWhile(@TempDir Path folder) throws IOException {
        try (S3Backend s3 = S3Backend.start(folder);
                ObjectStore store = MinioObjectStore.connect(
                        new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()))) {
            store.ensureBucket();
            ApiKeys keys = new ApiKeys(store);
            keys.add(ApiKey.of(token, new TenantId("acme"), Set.of(Scope.ADMIN), "n", NOW, null));
            KeyRing ring = new KeyRing(keys, clock, STALENESS, GRACE);
            assertThat(ring.find(token.id())).isPresent();
            assertThat(ring.find("f".repeat(16))).isEmpty();

            keys.revoke(token.id(), NOW);
            clock.now = NOW.plus(STALENESS).minusMillis(1);
            assertThat(ring.find(token.id()).orElseThrow().revokedAt()).isNull();
            clock.now = NOW.plus(STALENESS);
            assertThat(ring.find(token.id()).orElseThrow().revokedAt()).isEqualTo(NOW);

            Instant lastSeen = clock.now;
            s3.close();
            clock.now = lastSeen.plus(GRACE).minusMillis(1);
            assertThat(ring.find(token.id())).isPresent();
            assertThatThrownBy(() -> ring.find("f".repeat(16))).isInstanceOf(StoreUnavailable.class);
            clock.now = lastSeen.plus(GRACE);
            assertThatThrownBy(() -> ring.find(token.id())).isInstanceOf(StoreUnavailable.class);
        }
    }
}
