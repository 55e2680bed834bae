package dev.refinery.gateway.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.Issuer;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcTokensTest {
    private static final RsaJsonWebKey KEY = Issuer.key("k1");
    private static final RsaJsonWebKey OTHER = Issuer.key("k2");

    private final Issuer issuer = new Issuer();
    private OidcTokens tokens;

    @BeforeEach
    void publish() {
        issuer.publish(KEY);
        tokens = tokens(issuer.address(), Optional.empty(), Duration.ZERO);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private static OidcTokens tokens(String issuer, Optional<String> jwksUrl, Duration refetch) {
        return new OidcTokens(new OidcTokens.Settings(
                issuer,
                Issuer.AUDIENCE,
                jwksUrl,
                "tenant",
                "scope",
                Duration.ofSeconds(30),
                refetch,
                Duration.ofSeconds(5)));
    }

    private void assertRefused(String token, ProblemCode code, String detail) {
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOfSatisfying(AccessRefused.class, e -> {
            assertThat(e.problem().status()).isEqualTo(401);
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.problem().detail()).contains(detail);
        });
    }

    private void assertRefused(Consumer<JwtClaims> change, String detail) {
        assertRefused(issuer.token(KEY, change), ProblemCode.CREDENTIALS_INVALID, detail);
    }

    @Test
    void aGoodTokenNamesTenantAndScopes() {
        Caller ann = Caller.known(new TenantId("acme"), Set.of(Scope.JOBS_READ), "token of ann");
        assertThat(tokens.verify(issuer.token(KEY, c -> {}))).isEqualTo(ann);
        String list = issuer.token(KEY, c -> c.setStringListClaim("scope", List.of("jobs:write", "admin", "else")));
        assertThat(tokens.verify(list).scopes()).containsExactlyInAnyOrder(Scope.JOBS_WRITE, Scope.ADMIN);
        String two = issuer.token(KEY, c -> c.setAudience("https://other.example", Issuer.AUDIENCE));
        assertThat(tokens.verify(two)).isEqualTo(ann);
        assertThat(tokens.verify(issuer.token(KEY, c -> c.unsetClaim("scope"))).scopes())
                .isEmpty();
        assertThat(issuer.keyFetches).hasValue(1);
    }

    @Test
    void timesAreChecked() {
        String expired = issuer.token(KEY, c -> c.setExpirationTime(in(-31)));
        assertRefused(expired, ProblemCode.CREDENTIALS_EXPIRED, "expired");
        assertThat(tokens.verify(issuer.token(KEY, c -> {
                    c.setIssuedAt(in(-60));
                    c.setExpirationTime(in(-20));
                })))
                .isNotNull();
        assertRefused(c -> c.setNotBefore(in(60)), "not known");
        assertRefused(c -> c.unsetClaim("exp"), "not known");
    }

    private static NumericDate in(int seconds) {
        NumericDate time = NumericDate.now();
        time.addSeconds(seconds);
        return time;
    }

    @Test
    void anotherIssuersOrAudiencesTokenIsRefused() {
        assertRefused(c -> c.setIssuer("https://evil.example"), "another issuer");
        assertRefused(c -> c.unsetClaim("iss"), "another issuer");
        assertRefused(c -> c.setAudience("https://other.example"), "another audience");
        assertRefused(c -> c.unsetClaim("aud"), "another audience");
        assertRefused(c -> c.unsetClaim("sub"), "not known");
    }

    @Test
    void theTenantMustBeNamed() {
        assertRefused(c -> c.unsetClaim("tenant"), "claim tenant");
        assertRefused(c -> c.setStringClaim("tenant", "../other"), "claim tenant");
        assertRefused(c -> c.setStringListClaim("tenant", List.of("acme")), "claim tenant");
    }

    @Test
    void anUnknownOrForeignKeyIsRefused() {
        assertRefused(issuer.token(OTHER, c -> {}), ProblemCode.CREDENTIALS_INVALID, "not known");
        RsaJsonWebKey impostor = Issuer.key("k1");
        assertRefused(issuer.token(impostor, c -> {}), ProblemCode.CREDENTIALS_INVALID, "not known");
        String good = issuer.token(KEY, c -> {});
        String[] parts = good.split("\\.");
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(issuer.claims(c -> c.setStringClaim("tenant", "other"))
                        .toJson()
                        .getBytes(StandardCharsets.UTF_8));
        assertRefused(parts[0] + "." + payload + "." + parts[2], ProblemCode.CREDENTIALS_INVALID, "not known");
    }

    @Test
    void anUnsignedTokenAndASymmetricOneAreRefused() throws Exception {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(issuer.claims(c -> {}).toJson());
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue("none");
        assertRefused(none.getCompactSerialization(), ProblemCode.CREDENTIALS_INVALID, "not known");

        JsonWebSignature symmetric = new JsonWebSignature();
        symmetric.setPayload(issuer.claims(c -> {}).toJson());
        symmetric.setKeyIdHeaderValue("k1");
        symmetric.setAlgorithmHeaderValue("HS256");
        symmetric.setKey(new HmacKey(KEY.getPublicKey().getEncoded()));
        assertRefused(symmetric.getCompactSerialization(), ProblemCode.CREDENTIALS_INVALID, "not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c", "...", "eyJhbGciOiJSUzI1NiJ9..", "a.b.c.d.e"})
    void whatIsNoTokenIsRefused(String text) {
        assertRefused(text, ProblemCode.CREDENTIALS_INVALID, "not known");
    }

    @Test
    void aRotatedKeyIsFetchedAndItsPredecessorForgotten() {
        String old = issuer.token(KEY, c -> {});
        assertThat(tokens.verify(old)).isNotNull();
        issuer.publish(KEY, OTHER);
        assertThat(tokens.verify(issuer.token(OTHER, c -> {}))).isNotNull();
        assertThat(tokens.verify(old)).isNotNull();
        issuer.publish(OTHER);
        assertRefused(issuer.token(Issuer.key("k3"), c -> {}), ProblemCode.CREDENTIALS_INVALID, "not known");
        assertRefused(old, ProblemCode.CREDENTIALS_INVALID, "not known");
    }

    @Test
    void unknownKeysDoNotFloodTheIssuer() {
        tokens = tokens(issuer.address(), Optional.of(issuer.address() + "/keys"), Duration.ofHours(1));
        String unknown = issuer.token(OTHER, c -> {});
        for (int i = 0; i < 50; i++) {
            assertRefused(unknown, ProblemCode.CREDENTIALS_INVALID, "not known");
        }
        assertThat(issuer.keyFetches.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void anIssuerThatIsAwayMeansTryAgain() {
        String token = issuer.token(KEY, c -> {});
        assertThat(tokens.verify(token)).isNotNull();
        OidcTokens fresh = tokens(issuer.address(), Optional.empty(), Duration.ZERO);
        OidcTokens direct = tokens(issuer.address(), Optional.of(issuer.address() + "/keys"), Duration.ZERO);
        issuer.close();
        assertThat(tokens.verify(token)).isNotNull();
        for (OidcTokens unfurnished : List.of(fresh, direct)) {
            assertThatThrownBy(() -> unfurnished.verify(token))
                    .isInstanceOfSatisfying(
                            ServiceUnavailable.class,
                            e -> assertThat(e.code()).isEqualTo(ProblemCode.ISSUER_UNAVAILABLE));
        }
    }

    @Test
    void aDiscoveryDocumentOfAnotherIssuerIsNotBelieved() {
        issuer.claimToBe("https://evil.example");
        assertThatThrownBy(() -> tokens.verify(issuer.token(KEY, c -> {}))).isInstanceOf(ServiceUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://id.example", "ftp://127.0.0.1/", "id.example", "https://", ""})
    void theIssuerMustBeReachedSafely(String address) {
        assertThatThrownBy(() -> tokens(address, Optional.empty(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refinery.oidc.issuer");
    }
}
