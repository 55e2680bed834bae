package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.Cancellation;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.UploadedParts;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** Jobs: submit, look, list, cancel. */
@Path("/v1/jobs")
@Tag(name = "jobs")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {

    private final JobSubmission submission;
    private final Cancellation cancellation;
    private final JobReader reader;
    private final WaitingJobs waiting;
    private final JobRequestReader requests;
    private final TenantResolver tenants;
    private final Requests shared;
    private final long maxJsonBytes;

    JobsResource(
            JobSubmission submission,
            Cancellation cancellation,
            JobReader reader,
            WaitingJobs waiting,
            JobRequestReader requests,
            TenantResolver tenants,
            Requests shared,
            GatewaySettings settings) {
        this.submission = submission;
        this.cancellation = cancellation;
        this.reader = reader;
        this.waiting = waiting;
        this.requests = requests;
        this.tenants = tenants;
        this.shared = shared;
        this.maxJsonBytes = settings.maxJsonBytes();
    }

    /** One page. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobPage")
    public record JobPage(List<JobResource> jobs, @Nullable String next) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submitJob",
            summary = "Submit a job",
            description =
                    "References name uploaded assets or https URLs. Answers at once; with Prefer: wait=N it waits up"
                            + " to N (at most 60) seconds for the job's end. With an Idempotency-Key the request can be repeated.")
    @RequestBody(
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = JobRequestSchema.class)),
                @Content(
                        mediaType = MediaType.MULTIPART_FORM_DATA,
                        schema = @Schema(implementation = JobFormSchema.class))
            })
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location names the job.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    @APIResponse(
            responseCode = "200",
            description = "The job's end, that Prefer: wait saw.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    public Response submit(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            InputStream body,
            @Context UriInfo uri) {
        return submit(Requests.read(body, maxJsonBytes), UploadedParts.NONE, key, prefer, uri);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(hidden = true)
    public Response submitWithFiles(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            MultipartFormDataInput form,
            @Context UriInfo uri) {
        MultipartParts parts = new MultipartParts(form);
        return submit(parts.text("job", maxJsonBytes), parts.files("job"), key, prefer, uri);
    }

    private Response submit(
            byte[] json, UploadedParts parts, @Nullable String key, @Nullable String prefer, UriInfo uri) {
        TenantId tenant = tenants.current();
        JsonNode tree = JobRequestReader.parse(json);
        JobSubmission.Accepted accepted = submission.submit(
                tenant, requests.read(tree), parts, Requests.key(key, () -> Fingerprint.of(tree, parts)));
        JobView view = accepted.view();
        JobId id = java.util.Objects.requireNonNull(view.spec()).id();
        JobLinks links = shared.links(uri);
        Optional<Duration> wait = Requests.wait(prefer);
        if (wait.isPresent()) {
            view = reader.awaitEnd(tenant, id, wait.get()).orElse(view);
        }
        Response.ResponseBuilder answer = Response.status(view.status().ended() ? 200 : 202)
                .location(URI.create(links.job(id)))
                .entity(JobResource.of(view, links, waiting));
        wait.ifPresent(w -> answer.header("Preference-Applied", "wait=" + w.toSeconds()));
        if (accepted.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.build();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getJob", summary = "Look at a job")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobResource.class)))
    public JobResource get(
            @PathParam("id") String id, @HeaderParam("Prefer") @Nullable String prefer, @Context UriInfo uri) {
        JobView view = find(id);
        Optional<Duration> wait = Requests.wait(prefer);
        if (wait.isPresent() && !view.status().ended()) {
            view = reader.awaitEnd(tenants.current(), Requests.jobId(id), wait.get())
                    .orElse(view);
        }
        return JobResource.of(view, shared.links(uri), waiting);
    }

    @GET
    @Operation(
            operationId = "listJobs",
            summary = "List jobs, newest first",
            description =
                    "Give next of a page as cursor to get the page after it. A page may hold fewer jobs than limit, or none,"
                            + " and still have next: one request looks at a bounded number of jobs. Filters that are given"
                            + " all apply; metadata.KEY=VALUE filters by an entry of the metadata.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobPage.class)))
    public JobPage list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("external_id") @Nullable String externalId,
            @QueryParam("label") @Nullable List<String> labels,
            @QueryParam("created_after") @Nullable String createdAfter,
            @QueryParam("created_before") @Nullable String createdBefore,
            @QueryParam("batch") @Nullable String batch,
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        JobFilter filter = JobFilters.of(uri.getQueryParameters());
        JobViews.Page page = reader.list(
                tenants.current(), filter, Requests.pageSize(limit), cursor == null ? null : cursor(cursor));
        JobLinks links = shared.links(uri);
        JobId next = page.next();
        return new JobPage(
                page.jobs().stream().map(v -> JobResource.of(v, links, waiting)).toList(),
                next == null ? null : next.toString());
    }

    private static JobId cursor(String text) {
        try {
            return JobId.parse(text);
        } catch (InvalidValueException e) {
            throw RequestRefused.malformed(ProblemCode.INVALID_QUERY, "cursor", "must be next of an earlier page");
        }
    }

    @POST
    @Path("{id}/cancel")
    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job",
            description = "Repeating it is harmless. Candidates in work are abandoned.")
    @APIResponse(
            responseCode = "200",
            description = "The job has ended.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    @APIResponse(
            responseCode = "202",
            description = "It will be canceled.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    public Response cancel(@PathParam("id") String id, @Context UriInfo uri) {
        JobView view = cancellation.cancel(Requests.jobId(id), find(id));
        return Response.status(view.status().ended() ? 200 : 202)
                .entity(JobResource.of(view, shared.links(uri), waiting))
                .build();
    }

    /** All rounds of a job. */
    @Schema(name = "Rounds")
    public record Rounds(List<RoundResource> rounds) {}

    @GET
    @Path("{id}/rounds")
    @Operation(operationId = "listRounds", summary = "Look at a job's rounds and candidates")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Rounds.class)))
    public Rounds rounds(@PathParam("id") String id, @Context UriInfo uri) {
        return new Rounds(RoundResource.of(find(id), shared.links(uri)));
    }

    private JobView find(String id) {
        return reader.find(tenants.current(), Requests.jobId(id)).orElseThrow(() -> Requests.unknownJob(id));
    }
}
