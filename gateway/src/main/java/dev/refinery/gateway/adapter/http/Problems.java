package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error as {@code application/problem+json}; what a client cannot help is logged. */
public class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    @ServerExceptionMapper
    public Response refused(RequestRefused e) {
        return answer(e.problem());
    }

    @ServerExceptionMapper
    public Response unavailable(ServiceUnavailable e) {
        LOG.warnf("unavailable code=%s cause=%s", e.code().wireName(), String.valueOf(e.getCause()));
        Response response = answer(Problem.of(503, e.code(), null, e.detail()));
        return Response.fromResponse(response)
                .header(HttpHeaders.RETRY_AFTER, e.retryAfter().toSeconds())
                .build();
    }

    @ServerExceptionMapper
    public Response storeDown(StoreUnavailable e) {
        return unavailable(ServiceUnavailable.store(e));
    }

    @ServerExceptionMapper
    public Response storeRefused(StoreRefused e) {
        LOG.errorf(e, "the object store refuses this gateway");
        return unavailable(ServiceUnavailable.store(e));
    }

    @ServerExceptionMapper
    public Response gone(ObjectMissing e) {
        return answer(Problem.of(
                404, ProblemCode.IMAGE_GONE, null, "The picture is not there any more: its retention is over."));
    }

    @ServerExceptionMapper
    public Response corrupt(ObjectCorrupt e) {
        LOG.errorf(e, "stored object is corrupt");
        return answer(Problem.of(500, ProblemCode.IMAGE_CORRUPT, null, "The stored picture is damaged."));
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        return switch (status) {
            case 404 ->
                answer(Problem.of(404, ProblemCode.UNKNOWN_RESOURCE, null, "There is nothing here. See /openapi."));
            case 405 ->
                Response.fromResponse(answer(Problem.of(405, ProblemCode.METHOD_NOT_ALLOWED, null, "See /openapi.")))
                        .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                        .build();
            case 406 ->
                answer(Problem.of(
                        406, ProblemCode.NOT_ACCEPTABLE, "Accept", "This is not available in that media type."));
            case 413 -> answer(Problem.of(413, ProblemCode.BODY_TOO_LARGE, null, "The body is too large."));
            case 415 -> unsupported();
            case 500 -> unexpected(e);
            default -> answer(Problem.of(status, ProblemCode.REQUEST_REFUSED, null, String.valueOf(e.getMessage())));
        };
    }

    @ServerExceptionMapper
    public Response unexpected(Exception e) {
        return switch (UnreadRequest.of(e)) {
            case CONTENT_TYPE -> unsupported();
            case MULTIPART ->
                answer(Problem.of(
                        400,
                        ProblemCode.MALFORMED_MULTIPART,
                        null,
                        "The multipart body breaks off, or its parts are not as the boundary in Content-Type tells."));
            case GONE -> {
                LOG.debugf("the client has gone: %s", e.getMessage());
                yield answer(
                        Problem.of(400, ProblemCode.INCOMPLETE_BODY, null, "The request broke off before its end."));
            }
            case NONE -> {
                LOG.errorf(e, "request failed");
                yield answer(Problem.of(
                        500, ProblemCode.INTERNAL_ERROR, null, "Something went wrong here. Try again later."));
            }
        };
    }

    private static Response unsupported() {
        return answer(Problem.of(
                415,
                ProblemCode.UNSUPPORTED_CONTENT_TYPE,
                "Content-Type",
                "Jobs take application/json or multipart/form-data; assets take those and image/png,"
                        + " image/jpeg, image/webp or application/octet-stream."));
    }
}
