package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.access.AccessRefused;
import dev.refinery.gateway.domain.access.TooManyRequests;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of callers as {@code application/problem+json} with the headers that belong to them. */
public class AccessProblems {
    private final MeterRegistry meters;

    AccessProblems(MeterRegistry meters) {
        this.meters = meters;
    }

    @ServerExceptionMapper
    public Response refused(AccessRefused e) {
        count(e.problem());
        return Response.status(e.problem().status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.WWW_AUTHENTICATE, e.challenge())
                .entity(e.problem())
                .build();
    }

    @ServerExceptionMapper
    public Response tooMany(TooManyRequests e) {
        count(e.problem());
        return Response.status(e.problem().status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, e.retryAfter().toSeconds())
                .entity(e.problem())
                .build();
    }

    private void count(Problem problem) {
        meters.counter("refinery.gateway.refused", "code", problem.code().wireName())
                .increment();
    }
}
