package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.edits.OpenAiError;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.math.BigInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body by its announced length, before a byte of it is read. */
@Singleton
public class BodyLimit {
    private static final int BEFORE_ALL_ELSE = 1_000;

    private final BigInteger maxBytes;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max) {
        this.maxBytes = max.asBigInteger();
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, BEFORE_ALL_ELSE);
    }

    private void filter(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length == null || !length.matches("[0-9]+") || new BigInteger(length).compareTo(maxBytes) <= 0) {
            context.next();
            return;
        }
        Problem problem = Problem.of(
                413, ProblemCode.BODY_TOO_LARGE, null, "The body is too large; at most " + maxBytes + " bytes.");
        boolean edit = OpenAiErrors.concern(context.normalizedPath());
        try {
            context.response()
                    .setStatusCode(413)
                    .putHeader("Content-Type", edit ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                    .putHeader("Connection", "close")
                    .end(Json.mapper().writeValueAsString(edit ? OpenAiError.of(problem) : problem));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
