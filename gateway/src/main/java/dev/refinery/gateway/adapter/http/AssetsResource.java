package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.app.AssetId;
import dev.refinery.gateway.app.Assets;
import dev.refinery.gateway.app.Upload;
import dev.refinery.gateway.app.UploadedParts;
import dev.refinery.gateway.domain.JobLinks;
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
    private final ObjectStore store;
    private final TenantResolver tenants;
    private final Requests shared;

    AssetsResource(Assets assets, ObjectStore store, TenantResolver tenants, Requests shared) {
        this.assets = assets;
        this.store = store;
        this.tenants = tenants;
        this.shared = shared;
    }

    /**
     * A stored picture.
     *
     * @param id names its content: the same picture has the same id
     * @param width of the stored picture, which is upright, sRGB and at most 2048 px on its long side
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Asset")
    public record AssetResource(String id, String mediaType, int width, int height, String sha256, String url) {}

    @POST
    @Consumes({"image/png", "image/jpeg", "image/webp", MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Upload a picture",
            description =
                    "PNG, JPEG or WebP, as the body or as the multipart part file. The same picture always gets the"
                            + " same id: 201 when it is new, 200 when it was there.")
    @RequestBody(
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_OCTET_STREAM,
                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = MediaType.MULTIPART_FORM_DATA, schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = AssetResource.class)))
    public Response upload(InputStream body, @Context UriInfo uri) throws IOException {
        java.nio.file.Path file = Files.createTempFile("refinery-upload-", ".bin");
        try {
            Requests.spool(body, file, assets.maxBytes());
            return store(Upload.of(file), null, uri);
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
        return store(part.upload(), "file", uri);
    }

    private Response store(Upload upload, @Nullable String field, UriInfo uri) {
        TenantId tenant = tenants.current();
        Assets.Stored stored = assets.store(tenant, upload, field);
        ImageRef image = stored.image();
        JobLinks links = shared.links(uri);
        String url = links.asset(stored.id().toString());
        return Response.status(stored.created() ? 201 : 200)
                .location(URI.create(url))
                .entity(new AssetResource(
                        stored.id().toString(), image.mediaType(), image.width(), image.height(), image.sha256(), url))
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Get an uploaded picture, as it is stored")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "image/*"))
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
