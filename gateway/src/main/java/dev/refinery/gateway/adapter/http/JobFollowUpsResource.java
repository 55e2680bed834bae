package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.gateway.app.JobContinuation;
import dev.refinery.gateway.app.JobDeletion;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.app.JobReplay;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.domain.ContinueRequest;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ReplayRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What can be done with a job after its end: continue, replay, delete. */
@Path("/v1/jobs/{id}")
@Tag(name = "jobs")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class JobFollowUpsResource {
    private static final int MAX_BODY = 65_536;

    private final JobContinuation continuation;
    private final JobReplay replay;
    private final JobDeletion deletion;
    private final JobReader reader;
    private final WaitingJobs waiting;
    private final TenantResolver tenants;
    private final Requests shared;

    JobFollowUpsResource(
            JobContinuation continuation,
            JobReplay replay,
            JobDeletion deletion,
            JobReader reader,
            WaitingJobs waiting,
            TenantResolver tenants,
            Requests shared) {
        this.continuation = continuation;
        this.replay = replay;
        this.deletion = deletion;
        this.reader = reader;
        this.waiting = waiting;
        this.tenants = tenants;
        this.shared = shared;
    }

    @Schema(name = "ContinueRequest")
    record ContinueSchema(
            @Schema(required = true, minimum = "1", maximum = "16")
            int rounds,

            @Schema(minimum = "1", maximum = "32", description = "A round from now on; absent = as before.") @Nullable
            Integer candidates,

            @Schema(description = "ISO 8601 duration from now; absent = as long as the job had first.") @Nullable
            String deadline) {}

    @Schema(name = "ReplayRequest", description = "What is absent stays as it was.")
    record ReplaySchema(
            @Nullable Long seed,
            @Nullable String prompt,
            @Nullable String policy,
            @Nullable String external_id,
            @Nullable List<String> labels,
            @Nullable Map<String, String> metadata) {}

    @POST
    @Path("continue")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "continueJob",
            summary = "Give a job that ended below its gates more rounds",
            description = "It goes on from its best candidates. With an Idempotency-Key the request can be repeated.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ContinueSchema.class)))
    @APIResponse(
            responseCode = "200",
            description = "The job's next end, that Prefer: wait saw.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    public Response goOn(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            InputStream body,
            @Context UriInfo uri) {
        TenantId tenant = tenants.current();
        JobId job = Requests.jobId(id);
        JsonNode json = json(body);
        ContinueRequest request = ContinueRequest.read(json);
        JobContinuation.Continued continued = continuation.goOn(
                find(tenant, job), request, Requests.key(key, () -> Fingerprint.of("continue " + job, json)));
        // Whoever looks now must not see the old end.
        JobView view = reader.awaitChange(
                        tenant, job, v -> v.continuations().size() >= continued.number() || v.deleted() != null)
                .orElse(continued.view());
        return answer(tenant, job, view, continued.replayed(), prefer, uri).build();
    }

    @POST
    @Path("replay")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "replayJob",
            summary = "Make a new job of this one",
            description =
                    "Same references, seed and policy document unless the body says otherwise; with the same generator it"
                            + " comes to the same pictures. With an Idempotency-Key the request can be repeated.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReplaySchema.class)))
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location names the new job.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    @APIResponse(
            responseCode = "200",
            description = "The new job's end, that Prefer: wait saw.",
            content = @Content(schema = @Schema(implementation = JobResource.class)))
    public Response replay(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            InputStream body,
            @Context UriInfo uri) {
        TenantId tenant = tenants.current();
        JobId job = Requests.jobId(id);
        JobSpec original = Objects.requireNonNull(find(tenant, job).spec());
        JsonNode json = json(body);
        ReplayRequest request = ReplayRequest.read(
                json, original.references().stream().map(Reference::name).toList());
        JobSubmission.Accepted accepted =
                replay.replay(original, request, Requests.key(key, () -> Fingerprint.of("replay " + job, json)));
        JobId made = Objects.requireNonNull(accepted.view().spec()).id();
        return answer(tenant, made, accepted.view(), accepted.replayed(), prefer, uri)
                .location(URI.create(shared.links(uri).job(made)))
                .build();
    }

    @DELETE
    @Operation(
            operationId = "deleteJob",
            summary = "Delete an ended job",
            description = "Candidates, masks and results go, and what was asked for; reading it then answers 410. The"
                    + " references stay: they are assets. Repeating it is harmless.")
    @APIResponse(responseCode = "204", description = "It is gone.")
    public Response delete(@PathParam("id") String id) {
        TenantId tenant = tenants.current();
        JobId job = Requests.jobId(id);
        JobView view = reader.look(tenant, job).orElseThrow(() -> Requests.unknownJob(id));
        deletion.delete(tenant, job, view);
        reader.awaitChange(tenant, job, v -> v.deleted() != null);
        return Response.noContent().build();
    }

    private Response.ResponseBuilder answer(
            TenantId tenant, JobId job, JobView now, boolean replayed, @Nullable String prefer, UriInfo uri) {
        JobView view = now;
        Optional<Duration> wait = Requests.wait(prefer);
        if (wait.isPresent() && !view.status().ended()) {
            view = reader.awaitEnd(tenant, job, wait.get()).orElse(view);
        }
        JobLinks links = shared.links(uri);
        Response.ResponseBuilder answer =
                Response.status(view.status().ended() ? 200 : 202).entity(JobResource.of(view, links, waiting));
        wait.ifPresent(w -> answer.header("Preference-Applied", "wait=" + w.toSeconds()));
        if (replayed) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer;
    }

    /** No body at all is an empty object. */
    private static JsonNode json(InputStream body) {
        byte[] bytes = Requests.read(body, MAX_BODY);
        return bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : JobRequestReader.parse(bytes);
    }

    private JobView find(TenantId tenant, JobId job) {
        return reader.find(tenant, job).orElseThrow(() -> Requests.unknownJob(job.toString()));
    }
}
