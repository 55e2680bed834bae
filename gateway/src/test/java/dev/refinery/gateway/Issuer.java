package dev.refinery.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An OpenID Connect issuer on this machine: discovery, published keys, really signed tokens. */
public final class Issuer implements AutoCloseable {
    public static final String AUDIENCE = "https://refinery.example";

    public final AtomicInteger keyFetches = new AtomicInteger();
    private final List<RsaJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private String claimedIssuer;

    public Issuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        claimedIssuer = address();
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange, "{\"issuer\":\"" + claimedIssuer + "\",\"jwks_uri\":\"" + address() + "/keys\"}"));
        server.createContext("/keys", exchange -> {
            keyFetches.incrementAndGet();
            answer(exchange, new JsonWebKeySet(published).toJson(OutputControlLevel.PUBLIC_ONLY));
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void claimToBe(String issuer) {
        claimedIssuer = issuer;
    }

    public static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public void publish(RsaJsonWebKey... keys) {
        published.clear();
        published.addAll(List.of(keys));
    }

    /** A good token of tenant {@code acme}, as {@code change} changes it. */
    public String token(RsaJsonWebKey key, Consumer<JwtClaims> change) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims(change).toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("RS256");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public JwtClaims claims(Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(address());
        claims.setAudience(AUDIENCE);
        claims.setSubject("ann");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringClaim("tenant", "acme");
        claims.setStringClaim("scope", "openid jobs:read");
        change.accept(claims);
        return claims;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Beside the gateway under test. */
    public static final class Running implements QuarkusTestResourceLifecycleManager {
        static volatile Issuer issuer;
        static volatile RsaJsonWebKey key;

        @Override
        public Map<String, String> start() {
            issuer = new Issuer();
            key = Issuer.key("k1");
            issuer.publish(key);
            return Map.of("refinery.oidc.issuer", issuer.address(), "refinery.oidc.audience", AUDIENCE);
        }

        @Override
        public void stop() {
            issuer.close();
        }
    }
}
