package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code refinery.oidc.*}: bearer tokens of an OpenID Connect issuer, besides API keys. */
@ConfigMapping(prefix = "refinery.oidc")
public interface OidcSettings {
    /** As the tokens name it; empty = tokens are not taken. */
    Optional<String> issuer();

    /** What tokens for this deployment must name as audience; needed with an issuer. */
    Optional<String> audience();

    /** The issuer's keys; empty = where its discovery document says. */
    Optional<String> jwksUrl();

    /** Claim that holds the tenant's name. */
    @WithDefault("tenant")
    String tenantClaim();

    /** Claim that holds scopes, as a list or separated by spaces. */
    @WithDefault("scope")
    String scopeClaim();

    /** How far the issuer's clock may differ. */
    @WithDefault("PT30S")
    Duration clockSkew();

    /** The keys are fetched again for a token with an unknown key at most this often. */
    @WithDefault("PT10S")
    Duration keyRefetch();

    /** For one request to the issuer. */
    @WithDefault("PT5S")
    Duration timeout();
}
