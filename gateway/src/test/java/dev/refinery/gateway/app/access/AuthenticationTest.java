package dev.refinery.gateway.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.access.Authentication.Mode;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final TenantId ACME = new TenantId("acme");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final ApiKeys keys = new ApiKeys(new InMemoryObjectStore(Clock.systemUTC()));
    private final KeyToken token = KeyToken.generate(new Random(1));

    private Authentication in(Mode mode) {
        return with(mode, Optional.empty());
    }

    private Authentication with(Mode mode, Optional<BearerTokens> tokens) {
        KeyRing ring = new KeyRing(keys, clock, Duration.ofSeconds(5), Duration.ofMinutes(5));
        return new Authentication(mode, ring, tokens, clock);
    }

    private void add(Instant expiresAt) {
        keys.add(ApiKey.of(token, ACME, Set.of(Scope.JOBS_READ), "shop", NOW.minusSeconds(99), expiresAt));
    }

    private static void assertRefused(Authentication authentication, String header, ProblemCode code) {
        assertThatThrownBy(() -> authentication.identify(header)).isInstanceOfSatisfying(AccessRefused.class, e -> {
            assertThat(e.problem().status()).isEqualTo(401);
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.challenge()).startsWith("Bearer realm=");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "bearer %s", " BEARER   %s "})
    void aKeyNamesItsTenantAndScopesInBothModes(String header) {
        add(NOW.plusSeconds(1));
        for (Mode mode : Mode.values()) {
            Caller caller = in(mode).identify(header.formatted(token.reveal()));
            assertThat(caller).isEqualTo(Caller.known(ACME, Set.of(Scope.JOBS_READ), "key " + token.id()));
        }
    }

    @Test
    void aKeyThatIsSentMustBeGoodInBothModes() {
        add(NOW);
        String wrongSecret = "Bearer " + new KeyToken(token.id(), "0".repeat(64)).reveal();
        String unknown = "Bearer " + KeyToken.generate(new Random(2)).reveal();
        for (Mode mode : Mode.values()) {
            assertRefused(in(mode), wrongSecret, ProblemCode.CREDENTIALS_INVALID);
            assertRefused(in(mode), unknown, ProblemCode.CREDENTIALS_INVALID);
            assertRefused(in(mode), "Bearer rfk_short", ProblemCode.CREDENTIALS_INVALID);
            assertRefused(in(mode), "Bearer " + token.reveal(), ProblemCode.CREDENTIALS_EXPIRED);
        }
        keys.revoke(token.id(), NOW);
        assertRefused(in(Mode.REQUIRED), "Bearer " + token.reveal(), ProblemCode.CREDENTIALS_REVOKED);
    }

    /** Only the holder of the secret learns what became of a key. */
    @Test
    void aGuessLearnsNothingOfAnExpiredKey() {
        add(NOW);
        String guess = "Bearer " + new KeyToken(token.id(), "1".repeat(64)).reveal();
        assertRefused(in(Mode.REQUIRED), guess, ProblemCode.CREDENTIALS_INVALID);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "Bearer sk-dummy", "Bearer a b", "Bearer x, Bearer y"})
    void withoutOneOnlyOpenModeLetsIn(String header) {
        assertThat(in(Mode.OPEN).identify(header)).isEqualTo(Caller.ANYBODY);
        assertRefused(
                in(Mode.REQUIRED),
                header,
                header == null ? ProblemCode.CREDENTIALS_MISSING : ProblemCode.CREDENTIALS_INVALID);
    }

    @Test
    void otherTokensGoToTheirIssuersVerifier() {
        Caller ann = Caller.known(ACME, Set.of(Scope.ADMIN), "ann");
        Authentication authentication = with(Mode.OPEN, Optional.of(t -> {
            if (t.equals("a.b.c")) {
                return ann;
            }
            throw AccessRefused.invalid();
        }));
        assertThat(authentication.identify("Bearer a.b.c")).isEqualTo(ann);
        assertRefused(authentication, "Bearer d.e.f", ProblemCode.CREDENTIALS_INVALID);
        assertThat(authentication.identify(null)).isEqualTo(Caller.ANYBODY);
    }
}
