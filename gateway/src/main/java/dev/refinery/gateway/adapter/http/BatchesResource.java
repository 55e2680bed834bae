package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.app.batch.BatchResults;
import dev.refinery.gateway.app.batch.Batches;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Files of jobs: send, look, list, stop, read what came of them. */
@Path("/v1/batches")
@Tag(name = "batches")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class BatchesResource {
    static final String JSON_LINES = "application/x-ndjson";

    private final Batches batches;
    private final BatchResults results;
    private final WaitingJobs waiting;
    private final TenantResolver tenants;
    private final Requests shared;
    private final ObjectMapper json;

    BatchesResource(
            Batches batches,
            BatchResults results,
            WaitingJobs waiting,
            TenantResolver tenants,
            Requests shared,
            ObjectMapper json) {
        this.batches = batches;
        this.results = results;
        this.waiting = waiting;
        this.tenants = tenants;
        this.shared = shared;
        this.json = json;
    }

    /** One page. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BatchPage")
    public record BatchPage(
            List<BatchResource> batches, @Nullable String next) {
        public BatchPage {
            batches = List.copyOf(batches);
        }
    }

    @POST
    @Consumes({JSON_LINES, "application/jsonl"})
    @Operation(
            operationId = "createBatch",
            summary = "Send a file of jobs",
            description =
                    "One JSON object a line: a custom_id and, as body, a job whose pictures are assets or URLs. Lines are"
                            + " checked while they come in; those that are no jobs are in the error file and do not stop the"
                            + " others. With an Idempotency-Key the request can be repeated. With rollover=true, candidates"
                            + " that items did not need go to items that fell short.")
    @RequestBody(content = @Content(mediaType = JSON_LINES, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "202",
            description = "Taken in; Location names the batch.",
            content = @Content(schema = @Schema(implementation = BatchResource.class)))
    public Response create(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("rollover") @DefaultValue("false") String rollover,
            InputStream body,
            @Context UriInfo uri) {
        if (!rollover.equals("true") && !rollover.equals("false")) {
            throw RequestRefused.malformed(ProblemCode.INVALID_QUERY, "rollover", "must be true or false");
        }
        Requests.key(key, () -> "");
        Batches.Created created = batches.create(tenants.current(), body, rollover.equals("true"), key);
        JobLinks links = shared.links(uri);
        Response.ResponseBuilder answer = Response.accepted(BatchResource.of(created.batch(), links))
                .location(URI.create(links.batch(created.batch().id())));
        if (created.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.build();
    }

    @GET
    @Operation(
            operationId = "listBatches",
            summary = "List batches, newest first",
            description = "Give next of a page as cursor to get the page after it.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = BatchPage.class)))
    public BatchPage list(
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        int size = Requests.pageSize(limit);
        List<Batch> found = batches.list(tenants.current(), size, cursor == null ? null : cursor(cursor));
        List<Batch> page = found.subList(0, Math.min(size, found.size()));
        JobLinks links = shared.links(uri);
        return new BatchPage(
                page.stream().map(b -> BatchResource.of(b, links)).toList(),
                found.size() > size ? page.getLast().id().value() : null);
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getBatch", summary = "Look at a batch and how far it is")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = BatchResource.class)))
    public BatchResource get(@PathParam("id") String id, @Context UriInfo uri) {
        return BatchResource.of(find(id), shared.links(uri));
    }

    @POST
    @Path("{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "cancelBatch",
            summary = "Stop a batch",
            description = "Nothing more of it is submitted, and what is out is cancelled; results so far stay.")
    @APIResponse(
            responseCode = "200",
            description = "It has ended.",
            content = @Content(schema = @Schema(implementation = BatchResource.class)))
    @APIResponse(
            responseCode = "202",
            description = "It will be canceled.",
            content = @Content(schema = @Schema(implementation = BatchResource.class)))
    public Response cancel(@PathParam("id") String id, @Context UriInfo uri) {
        Batch batch = batches.cancel(tenants.current(), batchId(id));
        return Response.status(batch.status().ended() ? 200 : 202)
                .entity(BatchResource.of(batch, shared.links(uri)))
                .build();
    }

    /** A line of the output. */
    private record OutputLine(
            String id, @JsonProperty("custom_id") String customId, OutputAnswer response) {}

    private record OutputAnswer(@JsonProperty("status_code") int statusCode, JobResource body) {}

    @GET
    @Path("{id}/output")
    @Produces(JSON_LINES)
    @Operation(
            operationId = "getBatchOutput",
            summary = "Read the results so far",
            description = "One JSON object a line for each job that succeeded, in the order of the file.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = JSON_LINES, schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput output(
            @PathParam("id") String id, @Context UriInfo uri, @Context HttpServerRequest request) {
        Batch batch = find(id);
        JobLinks links = shared.links(uri);
        return whole(
                request,
                out -> results.succeeded(
                        batch,
                        result -> write(
                                out,
                                new OutputLine(
                                        batch.job(result.number()).toString(),
                                        result.item().customId(),
                                        new OutputAnswer(200, JobResource.of(result.job(), links, waiting))))));
    }

    @GET
    @Path("{id}/errors")
    @Produces(JSON_LINES)
    @Operation(
            operationId = "getBatchErrors",
            summary = "Read what has no result",
            description =
                    "One JSON object a line for each line that is no job, then for each job that was refused, failed, expired or"
                            + " was cancelled so far.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = JSON_LINES, schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput errors(@PathParam("id") String id, @Context HttpServerRequest request) {
        Batch batch = find(id);
        return whole(request, out -> results.failed(batch, line -> write(out, line)));
    }

    /** Breaks the connection off when the lines break off: an answer that ended as it should would make a part look like the whole. */
    private static StreamingOutput whole(HttpServerRequest request, StreamingOutput lines) {
        return out -> {
            try {
                lines.write(out);
            } catch (RuntimeException e) {
                if (request.response().headWritten()) {
                    Connections.breakOff(request);
                }
                throw e;
            }
        };
    }

    private void write(OutputStream out, Object line) throws IOException {
        out.write(json.writeValueAsBytes(line));
        out.write('\n');
    }

    private Batch find(String id) {
        return batches.get(tenants.current(), batchId(id));
    }

    private static BatchId batchId(String text) {
        try {
            return new BatchId(text);
        } catch (InvalidValueException e) {
            throw Batches.unknown(text);
        }
    }

    private static BatchId cursor(String text) {
        try {
            return new BatchId(text);
        } catch (InvalidValueException e) {
            throw RequestRefused.malformed(ProblemCode.INVALID_QUERY, "cursor", "must be next of an earlier page");
        }
    }
}
