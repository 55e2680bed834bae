package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.app.EditUnanswered;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.edits.OpenAiError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives every problem under {@code /v1/images} the shape that the OpenAI libraries read, wherever it arose. */
public class OpenAiErrors {
    private static final Pattern ROUTES = Pattern.compile("/?v1/images(/.*)?");

    /** What the libraries obey before they look at the status. */
    private static final String RETRY = "x-should-retry";

    static boolean concern(String path) {
        return ROUTES.matcher(path).matches();
    }

    /** A repetition would make a second job, whatever the status usually means. */
    @ServerExceptionMapper
    public Response unanswered(EditUnanswered e) {
        return Response.fromResponse(Problems.answer(e.problem()))
                .header(RETRY, "false")
                .header(ImageEditsResource.JOB_HEADER, e.job())
                .build();
    }

    @ServerResponseFilter
    public void translate(ContainerRequestContext request, ContainerResponseContext response) {
        if (concern(request.getUriInfo().getPath()) && response.getEntity() instanceof Problem problem) {
            OpenAiError error = OpenAiError.of(problem);
            response.setStatus(error.status());
            response.setEntity(error, new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
        }
    }
}
