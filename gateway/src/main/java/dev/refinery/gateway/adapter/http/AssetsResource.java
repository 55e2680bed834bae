package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.app.AssetId;
import dev.refinery.gateway.app.Assets;
import dev.refinery.gateway.app.RemotePictures;
import dev.refinery.gateway.app.Upload;
import dev.refinery.gateway.app.UploadId;
import dev.refinery.gateway.app.UploadedParts;
import dev.refinery.gateway.app.Uploads;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.AssetRequest;
import dev.refinery.gateway.domain.AssetRequestReader;
import dev.refinery.gateway.domain.JobRequest.Source;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.ObjectStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** Reference pictures, uploaded once and used by any number of jobs. */
@Path("/v1/assets")
@Tag(name = "pictures")
@RunOnVirtualThread
public class AssetsResource {
    private final Assets assets;
    private final Uploads uploads;
    private final RemotePictures remote;
    private final AssetRequestReader requests;
    private final ObjectStore store;
    private final TenantResolver tenants;
    private final Requests shared;
    private final long maxJsonBytes;

    AssetsResource(
            Assets assets,
            Uploads uploads,
            RemotePictures remote,
            AssetRequestReader requests,
            ObjectStore store,
            TenantResolver tenants,
            Requests shared,
            GatewaySettings settings) {
        this.assets = assets;
        this.uploads = uploads;
        this.remote = remote;
        this.requests = requests;
        this.store = store;
        this.tenants = tenants;
        this.shared = shared;
        this.maxJsonBytes = settings.maxJsonBytes();
    }

    @POST
    @Consumes({"image/png", "image/jpeg", "image/webp", MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "uploadAsset",
            summary = "Upload a picture, or ask for a link to upload it over",
            description =
                    "PNG, JPEG or WebP, as the body or as the multipart part file; or JSON that gives a URL, the sha256 of"
                            + " a picture that is here, or announces an upload. The same picture always gets the same id:"
                            + " 201 when it is new, 200 when it was there. Of an animation the first frame is taken.")
    @RequestBody(
            content = {
                @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/webp", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = MediaType.APPLICATION_OCTET_STREAM,
                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = MediaType.MULTIPART_FORM_DATA,
                        schema = @Schema(implementation = AssetFormSchema.class)),
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = AssetRequestSchema.class))
            })
    @APIResponse(
            responseCode = "200",
            description = "The picture was here.",
            content = @Content(schema = @Schema(implementation = AssetResource.class)))
    @APIResponse(
            responseCode = "201",
            description = "The picture is new.",
            content = @Content(schema = @Schema(implementation = AssetResource.class)))
    @APIResponse(
            responseCode = "202",
            description = "An upload was announced: PUT the file to the link, then POST to complete_url.",
            content = @Content(schema = @Schema(implementation = UploadResource.class)))
    public Response upload(InputStream body, @Context UriInfo uri) throws IOException {
        java.nio.file.Path file = Files.createTempFile("refinery-upload-", ".bin");
        try {
            Requests.spool(body, file, assets.maxBytes());
            return answer(assets.store(tenants.current(), Upload.of(file), null), uri);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response uploadForm(MultipartFormDataInput form, @Context UriInfo uri) {
        UploadedParts.Part part = new MultipartParts(form)
                .files("")
                .find("file")
                .orElseThrow(() -> RequestRefused.unprocessable(
                        ProblemCode.MISSING_PART,
                        "file",
                        "The multipart body must hold the picture as a part named file."));
        return answer(assets.store(tenants.current(), part.upload(), "file"), uri);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response request(InputStream body, @Context UriInfo uri) {
        TenantId tenant = tenants.current();
        AssetRequest request = requests.read(JobRequestReader.parse(Requests.read(body, maxJsonBytes)));
        return switch (request) {
            case AssetRequest.Given given -> answer(assets.store(tenant, pixels(given), "url"), uri);
            case AssetRequest.Known known ->
                assets.findByDigest(tenant, known.sha256())
                        .map(asset -> answer(asset, uri))
                        .orElseThrow(() -> RequestRefused.notFound(
                                ProblemCode.UNKNOWN_ASSET,
                                "No picture here has the sha256 " + known.sha256() + ". Upload it."));
            case AssetRequest.Announced announced ->
                alreadyHere(tenant, announced)
                        .map(asset -> answer(asset, uri))
                        .orElseGet(() -> Response.status(202)
                                .entity(UploadResource.of(uploads.open(tenant, announced), shared.links(uri)))
                                .build());
        };
    }

    private byte[] pixels(AssetRequest.Given given) {
        return switch (given.source()) {
            case Source.Url url -> remote.fetch(url.url(), "url");
            case Source.Inline inline -> inline.bytes();
        };
    }

    private Optional<Assets.Stored> alreadyHere(TenantId tenant, AssetRequest.Announced announced) {
        String sha256 = announced.sha256();
        return sha256 == null ? Optional.empty() : assets.findByDigest(tenant, sha256);
    }

    @POST
    @Path("{id}/complete")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "completeUpload",
            summary = "Make an asset of what was uploaded over a link",
            description = "Checks and normalises it as an upload in the body. Repeating it is harmless.")
    @APIResponse(
            responseCode = "200",
            description = "The picture was here.",
            content = @Content(schema = @Schema(implementation = AssetResource.class)))
    @APIResponse(
            responseCode = "201",
            description = "The picture is new.",
            content = @Content(schema = @Schema(implementation = AssetResource.class)))
    public Response complete(@PathParam("id") String id, @Context UriInfo uri) {
        UploadId upload;
        try {
            upload = new UploadId(id);
        } catch (InvalidValueException e) {
            throw Uploads.unknown(id);
        }
        return answer(uploads.complete(tenants.current(), upload), uri);
    }

    private Response answer(Assets.Stored stored, UriInfo uri) {
        AssetResource asset = AssetResource.of(stored, shared.links(uri));
        return Response.status(stored.created() ? 201 : 200)
                .location(URI.create(asset.url()))
                .entity(asset)
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getAsset", summary = "Get an uploaded picture, as it is stored")
    @APIResponse(
            responseCode = "200",
            description = "The pixels.",
            content = @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The picture is the one of If-None-Match.")
    public Response get(@PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        AssetId asset;
        try {
            asset = new AssetId(id);
        } catch (InvalidValueException e) {
            throw unknown(id);
        }
        ImageRef image = assets.find(tenants.current(), asset).orElseThrow(() -> unknown(id));
        return JobImagesResource.pixels(store, image, ifNoneMatch, id);
    }

    private static RequestRefused unknown(String id) {
        return RequestRefused.notFound(ProblemCode.UNKNOWN_ASSET, "There is no asset " + id + ".");
    }
}
