package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.ObjectStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A job's pictures: pixels through the gateway, or a short-lived link to the object store. */
@Path("/v1/jobs/{id}")
@Tag(name = "pictures")
@RunOnVirtualThread
public class JobImagesResource {
    private final JobReader reader;
    private final TenantResolver tenants;
    private final ObjectStore store;
    private final Clock clock;
    private final Duration linkLifetime;

    JobImagesResource(
            JobReader reader, TenantResolver tenants, ObjectStore store, Clock clock, GatewaySettings settings) {
        this.reader = reader;
        this.tenants = tenants;
        this.store = store;
        this.clock = clock;
        this.linkLifetime = settings.linkLifetime();
    }

    /** A link that needs no credentials. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record PresignedLink(URI url, Instant expiresAt) {}

    @GET
    @Path("results/{k}")
    @Operation(
            operationId = "getResult",
            summary = "Get a result",
            description = "k counts from 0. With ?presigned the answer is a link to the object store instead.")
    @Parameter(
            name = "presigned",
            in = ParameterIn.QUERY,
            description = "Answers with a link that needs no credentials instead.",
            allowEmptyValue = true,
            schema = @Schema(type = SchemaType.BOOLEAN),
            example = "true")
    @APIResponse(
            responseCode = "200",
            description = "The pixels, or a link to them.",
            content = {
                @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = PresignedLink.class))
            })
    @APIResponse(responseCode = "304", description = "The picture is the one of If-None-Match.")
    public Response result(
            @PathParam("id") String id,
            @PathParam("k") String k,
            @Context UriInfo uri,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        JobView view = find(id);
        List<Result> results = view.lastEnding().map(JobView.Ending::results).orElse(List.of());
        int index = k.matches("[0-9]{1,3}") ? Integer.parseInt(k) : Integer.MAX_VALUE;
        if (index >= results.size()) {
            throw RequestRefused.notFound(
                    ProblemCode.UNKNOWN_RESULT,
                    "The job is " + view.status().wireName() + " and has " + results.size() + " results.");
        }
        return picture(
                results.get(index).image(),
                Requests.flag(uri, "presigned"),
                ifNoneMatch,
                "refinery-" + id + "-" + index);
    }

    @GET
    @Path("candidates/{round}/{index}/image")
    @Operation(
            operationId = "getCandidateImage",
            summary = "Get a candidate's picture",
            description = "round counts from 0, or is final.")
    @Parameter(
            name = "presigned",
            in = ParameterIn.QUERY,
            description = "Answers with a link that needs no credentials instead.",
            allowEmptyValue = true,
            schema = @Schema(type = SchemaType.BOOLEAN),
            example = "true")
    @APIResponse(
            responseCode = "200",
            description = "The pixels, or a link to them.",
            content = {
                @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = PresignedLink.class))
            })
    @APIResponse(responseCode = "304", description = "The picture is the one of If-None-Match.")
    public Response candidate(
            @PathParam("id") String id,
            @PathParam("round") String round,
            @PathParam("index") String index,
            @Context UriInfo uri,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        ImageRef image = null;
        if (round.matches("[0-9]{1,3}|final") && index.matches("[0-9]{1,4}")) {
            int number = round.equals("final") ? CandidateId.FINAL_ROUND : Integer.parseInt(round);
            image = find(id).candidate(number, Integer.parseInt(index))
                    .map(JobView.Candidate::image)
                    .orElse(null);
        }
        if (image == null) {
            throw RequestRefused.notFound(
                    ProblemCode.UNKNOWN_CANDIDATE, "The job has no picture of candidate " + round + "/" + index + ".");
        }
        return picture(
                image, Requests.flag(uri, "presigned"), ifNoneMatch, "refinery-" + id + "-" + round + "-" + index);
    }

    private JobView find(String id) {
        return reader.find(tenants.current(), Requests.jobId(id)).orElseThrow(() -> Requests.unknownJob(id));
    }

    private Response picture(ImageRef image, boolean presigned, @Nullable String ifNoneMatch, String fileName) {
        if (presigned) {
            Instant expiresAt = Instant.ofEpochMilli(clock.millis()).plus(linkLifetime);
            return Response.ok(new PresignedLink(store.presignGet(image.key(), linkLifetime), expiresAt))
                    .type(MediaType.APPLICATION_JSON)
                    .build();
        }
        return pixels(store, image, ifNoneMatch, fileName);
    }

    /** Stored pictures never change under their digest, so clients may keep them. */
    static Response pixels(ObjectStore store, ImageRef image, @Nullable String ifNoneMatch, String fileName) {
        String tag = "\"" + image.sha256() + "\"";
        if (ifNoneMatch != null && (ifNoneMatch.equals("*") || ifNoneMatch.contains(tag))) {
            return Response.notModified().header("ETag", tag).build();
        }
        String extension = image.key().substring(image.key().lastIndexOf('.') + 1);
        return Response.ok(store.get(image.key(), image.sha256()))
                .type(image.mediaType())
                .header("ETag", tag)
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "inline; filename=\"" + fileName + "." + extension + "\"")
                .build();
    }
}
