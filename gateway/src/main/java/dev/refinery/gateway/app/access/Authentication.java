package dev.refinery.gateway.app.access;

import dev.refinery.access.ApiKey;
import dev.refinery.access.KeyToken;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who sends a request, from its {@code Authorization} header. Thread-safe. */
public final class Authentication {
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/=-]+)");

    private final Mode mode;
    private final KeyRing keys;
    private final Optional<BearerTokens> tokens;
    private final Clock clock;

    /** Who is let in. */
    public enum Mode {
        /** Everybody, as the tenant {@code default}; API keys and tokens that are sent are checked nevertheless. */
        OPEN,
        /** Holders of an API key or a token. */
        REQUIRED
    }

    /** @param tokens empty = no issuer is configured */
    public Authentication(Mode mode, KeyRing keys, Optional<BearerTokens> tokens, Clock clock) {
        this.mode = mode;
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * @param authorization the header; null = none was sent
     * @throws AccessRefused 401
     */
    public Caller identify(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization.trim());
        if (!bearer.matches()) {
            return withoutCredentials(authorization);
        }
        String token = bearer.group(1);
        if (token.startsWith(KeyToken.PREFIX)) {
            return holderOf(KeyToken.parse(token).orElseThrow(AccessRefused::invalid));
        }
        if (tokens.isPresent()) {
            return tokens.get().verify(token);
        }
        // Clients of other services often send some dummy key; an open gateway does not mind.
        return withoutCredentials(authorization);
    }

    private Caller withoutCredentials(@Nullable String authorization) {
        if (mode == Mode.OPEN) {
            return Caller.ANYBODY;
        }
        throw authorization == null ? AccessRefused.missing() : AccessRefused.invalid();
    }

    private Caller holderOf(KeyToken token) {
        ApiKey key = keys.find(token.id()).filter(token::opens).orElseThrow(AccessRefused::invalid);
        return switch (key.standing(Instant.ofEpochMilli(clock.millis()))) {
            case VALID -> Caller.known(key.tenant(), key.scopes(), "key " + key.id());
            case EXPIRED -> throw AccessRefused.expired();
            case REVOKED -> throw AccessRefused.revoked();
        };
    }
}
