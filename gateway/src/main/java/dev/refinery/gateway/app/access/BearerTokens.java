package dev.refinery.gateway.app.access;

import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;

/** Tokens that somebody else issues. Implementations are thread-safe. */
public interface BearerTokens {
    /**
     * @throws AccessRefused 401, the token is none that this deployment takes
     * @throws ServiceUnavailable the issuer's keys cannot be had now
     */
    Caller verify(String token);
}
