package dev.refinery.gateway.adapter.oidc;

import dev.refinery.access.Scope;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.access.BearerTokens;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Signed tokens (JWS) of one OpenID Connect issuer: signature by one of its published keys, issuer, audience and times are
 * checked; two claims say the tenant and the scopes. Thread-safe.
 */
public final class OidcTokens implements BearerTokens {
    /** Signatures only: with a symmetric algorithm a public key could be taken for a secret. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final IssuerKeys keys;
    private final Settings settings;

    /** See {@code refinery.oidc.*} in docs/configuration.md. */
    public record Settings(
            String issuer,
            String audience,
            Optional<String> jwksUrl,
            String tenantClaim,
            String scopeClaim,
            Duration clockSkew,
            Duration keyRefetch,
            Duration timeout) {}

    /** @throws IllegalArgumentException an address is not https, or leads to another machine over http */
    public OidcTokens(Settings settings) {
        this.settings = settings;
        this.keys = new IssuerKeys(settings.issuer(), settings.jwksUrl(), settings.keyRefetch(), settings.timeout());
    }

    @Override
    public Caller verify(String token) {
        try {
            JwtClaims claims = consumer().processToClaims(token);
            return Caller.known(tenant(claims), Scope.known(scopes(claims)), "token of " + claims.getSubject());
        } catch (InvalidJwtException e) {
            throw refusal(e);
        } catch (MalformedClaimException e) {
            throw AccessRefused.invalid();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private JwtConsumer consumer() throws IOException {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setVerificationKeyResolver(keys.resolver())
                .setExpectedIssuer(settings.issuer())
                .setExpectedAudience(settings.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds((int) settings.clockSkew().toSeconds())
                .build();
    }

    private TenantId tenant(JwtClaims claims) {
        if (claims.getClaimValue(settings.tenantClaim()) instanceof String name) {
            try {
                return new TenantId(name);
            } catch (InvalidValueException e) {
                // Said below.
            }
        }
        throw AccessRefused.invalid(
                "The token's claim " + settings.tenantClaim() + " does not name a tenant: 1 to 63 of a-z, 0-9 and -.");
    }

    private String scopes(JwtClaims claims) {
        Object claim = claims.getClaimValue(settings.scopeClaim());
        if (claim instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        return claim instanceof String list ? list : "";
    }

    /** Says which check failed, never what the token holds. */
    private static RuntimeException refusal(InvalidJwtException e) {
        IOException unreachable = cause(e);
        if (unreachable != null) {
            return unavailable(unreachable);
        }
        if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID) || e.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)) {
            return AccessRefused.invalid();
        }
        if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return AccessRefused.invalid("The token is of another issuer.");
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return AccessRefused.invalid("The token is meant for another audience.");
        }
        return e.hasExpired() ? AccessRefused.expired() : AccessRefused.invalid();
    }

    private static @Nullable IOException cause(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof IOException io) {
                return io;
            }
        }
        return null;
    }

    private static ServiceUnavailable unavailable(IOException e) {
        return new ServiceUnavailable(
                ProblemCode.ISSUER_UNAVAILABLE,
                "The keys of the token's issuer cannot be fetched now. Try again in a few seconds.",
                Duration.ofSeconds(5),
                e);
    }
}
