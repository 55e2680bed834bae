package dev.refinery.gateway.adapter.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/** The keys of one issuer, found through its discovery document when they are first needed. Thread-safe. */
final class IssuerKeys {
    private static final Duration KEPT_WHILE_ISSUER_IS_DOWN = Duration.ofHours(1);
    private static final int LARGEST_DOCUMENT = 512 * 1024;

    private final String issuer;
    private final Optional<String> jwksUrl;
    private final Duration refetch;
    private final Get http = new Get();
    private @Nullable VerificationKeyResolver resolver;

    IssuerKeys(String issuer, Optional<String> jwksUrl, Duration refetch, Duration timeout) {
        this.issuer = requireSafe(issuer, "refinery.oidc.issuer");
        this.jwksUrl = jwksUrl.map(url -> requireSafe(url, "refinery.oidc.jwks-url"));
        this.refetch = refetch;
        http.setConnectTimeout((int) timeout.toMillis());
        http.setReadTimeout((int) timeout.toMillis());
        http.setRetries(1);
        http.setResponseBodySizeLimit(LARGEST_DOCUMENT);
    }

    /** @throws IOException the issuer does not answer, or not with its document */
    synchronized VerificationKeyResolver resolver() throws IOException {
        VerificationKeyResolver known = resolver;
        if (known == null) {
            HttpsJwks keys = new HttpsJwks(jwksUrl.isPresent() ? jwksUrl.get() : discovered());
            keys.setSimpleHttpGet(http);
            keys.setRefreshReprieveThreshold(refetch.toMillis());
            keys.setRetainCacheOnErrorDuration(KEPT_WHILE_ISSUER_IS_DOWN.toSeconds());
            known = new HttpsJwksVerificationKeyResolver(keys);
            resolver = known;
        }
        return known;
    }

    private String discovered() throws IOException {
        String address = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
        JsonNode document = Json.mapper().readTree(http.get(address).getBody());
        if (!document.path("issuer").asText().equals(issuer)) {
            throw new IOException(address + " is of another issuer");
        }
        String url = document.path("jwks_uri").asText();
        try {
            return requireSafe(url, "jwks_uri");
        } catch (IllegalArgumentException e) {
            throw new IOException(address + " names no usable jwks_uri", e);
        }
    }

    /** Keys that came over plain HTTP could be anybody's; on this machine they could not. */
    private static String requireSafe(String address, String what) {
        try {
            URI uri = URI.create(address);
            String host = uri.getHost();
            boolean here = "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
            if (host != null && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException(what + " is '" + address + "'; it must be an https address");
    }
}
