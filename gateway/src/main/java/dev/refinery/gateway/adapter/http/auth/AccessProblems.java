package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.TooManyRequests;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of callers as {@code application/problem+json} with the headers that belong to them. */
public class AccessProblems {
    @ServerExceptionMapper
    public Response refused(AccessRefused e) {
        return Response.status(e.problem().status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.WWW_AUTHENTICATE, e.challenge())
                .entity(e.problem())
                .build();
    }

    @ServerExceptionMapper
    public Response tooMany(TooManyRequests e) {
        return Response.status(e.problem().status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, e.retryAfter().toSeconds())
                .entity(e.problem())
                .build();
    }
}
