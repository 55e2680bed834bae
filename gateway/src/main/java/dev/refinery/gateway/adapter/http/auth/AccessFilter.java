package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.app.access.Authentication;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.Caller;
import dev.refinery.gateway.domain.access.Need;
import dev.refinery.gateway.domain.access.RouteAccess;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a request pass when its caller may make it, before its body is read. Runs on the resource's thread, which may block. */
public class AccessFilter {
    private final Authentication authentication;
    private final CurrentCaller current;

    AccessFilter(Authentication authentication, CurrentCaller current) {
        this.authentication = authentication;
        this.current = current;
    }

    /** @throws AccessRefused 401 or 403 */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void check(ContainerRequestContext request) {
        Need need = RouteAccess.of(request.getMethod(), request.getUriInfo().getPath());
        switch (need) {
            case Need.Open open -> {}
            case Need.AnyOf scopes -> {
                Caller caller = authentication.identify(request.getHeaderString(HttpHeaders.AUTHORIZATION));
                if (!scopes.metBy(caller)) {
                    throw AccessRefused.scopeMissing(scopes);
                }
                current.is(caller);
            }
        }
    }
}
