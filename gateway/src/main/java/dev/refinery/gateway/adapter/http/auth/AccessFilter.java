package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.app.access.Authentication;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import dev.refinery.gateway.domain.access.Need;
import dev.refinery.gateway.domain.access.RateLimiter;
import dev.refinery.gateway.domain.access.RouteAccess;
import dev.refinery.gateway.domain.access.TooManyRequests;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a request pass when its caller may make it, before its body is read. Runs on the resource's thread, which may block. */
public class AccessFilter {
    private static final Logger LOG = Logger.getLogger(AccessFilter.class);

    private final Authentication authentication;
    private final RateLimiter limiter;
    private final CurrentCaller current;
    private final CurrentVertxRequest vertx;

    AccessFilter(Authentication authentication, RateLimiter limiter, CurrentCaller current, CurrentVertxRequest vertx) {
        this.authentication = authentication;
        this.limiter = limiter;
        this.current = current;
        this.vertx = vertx;
    }

    /**
     * @throws AccessRefused 401 or 403
     * @throws TooManyRequests 429
     */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void check(ContainerRequestContext request) {
        Need need = RouteAccess.of(request.getMethod(), request.getUriInfo().getPath());
        switch (need) {
            case Need.Open open -> {}
            case Need.AnyOf scopes -> {
                Caller caller = authentication.identify(request.getHeaderString(HttpHeaders.AUTHORIZATION));
                count(caller);
                if (!scopes.metBy(caller)) {
                    throw AccessRefused.scopeMissing(scopes);
                }
                current.is(caller);
                LOG.debugf("let in tenant=%s caller=%s", caller.tenant(), caller.name());
            }
        }
    }

    /** The fields go onto every answer, streams and errors included. */
    private void count(Caller caller) {
        if (caller.anonymous()) {
            return;
        }
        limiter.take(caller.tenant()).ifPresent(allowance -> {
            vertx.getCurrent()
                    .response()
                    .putHeader("RateLimit-Policy", allowance.policyField())
                    .putHeader("RateLimit", allowance.limitField());
            Duration retryAfter = allowance.retryAfter();
            if (retryAfter != null) {
                throw TooManyRequests.rate(caller.tenant(), allowance.quota(), retryAfter);
            }
        });
    }
}
