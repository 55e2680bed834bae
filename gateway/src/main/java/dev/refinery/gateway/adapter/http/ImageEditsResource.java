package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.app.ImageEdits;
import dev.refinery.gateway.app.ImageEdits.Edited;
import dev.refinery.gateway.app.ImageEdits.Sent;
import dev.refinery.gateway.app.UploadedParts;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ResultLink;
import dev.refinery.storage.ObjectStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** The images API of the OpenAI client libraries, as far as it edits: a job, waited for. */
@Path("/v1/images/edits")
@Tag(name = "compatibility")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ImageEditsResource {
    static final String JOB_HEADER = "X-Refinery-Job";

    private final ImageEdits edits;
    private final ObjectStore store;
    private final TenantResolver tenants;
    private final Requests shared;
    private final Duration linkLifetime;

    ImageEditsResource(
            ImageEdits edits, ObjectStore store, TenantResolver tenants, Requests shared, GatewaySettings settings) {
        this.edits = edits;
        this.store = store;
        this.tenants = tenants;
        this.shared = shared;
        this.linkLifetime = settings.linkLifetime();
    }

    /**
     * What the libraries read, and what they pass on.
     *
     * @param created seconds since 1970
     * @param usage of tokens, of which none are counted here
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ImageEdit")
    public record ImageEdit(
            long created, List<Image> data, ImageFormat outputFormat, String size, Usage usage, Refinery refinery) {}

    /** Either of the two. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EditedImage")
    @SuppressWarnings("ArrayRecordComponent")
    public record Image(
            @Schema(description = "The file in base64.") byte @Nullable [] b64Json,

            @Schema(description = "A link that needs no credentials and works for a while.") @Nullable
            String url) {}

    /** Always 0: some clients read it without looking whether it is there. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "EditUsage")
    public record Usage(long totalTokens, long inputTokens, long outputTokens, TokenDetails inputTokensDetails) {
        static final Usage NONE = new Usage(0, 0, 0, new TokenDetails(0, 0));
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "EditUsageDetails")
    public record TokenDetails(long imageTokens, long textTokens) {}

    /** What OpenAI's answer has no place for. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EditJob")
    public record Refinery(
            String job,
            String url,
            @Nullable Quality outcome,
            int rounds,
            int candidates,
            List<ResultLink> results,
            @Nullable String sentence) {}

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            operationId = "editImage",
            summary = "Edit images, as the OpenAI libraries ask for it",
            description =
                    "Makes a job of the images and waits for its end, at most refinery.gateway.edit-wait and shorter than the"
                            + " client's own time-out. The first image is a subject, as are others unless their file's name"
                            + " begins with another role; references says otherwise, by number, file name or name. Fields of a"
                            + " job are taken as well. Errors have OpenAI's shape.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = EditFormSchema.class)))
    @APIResponse(
            responseCode = "200",
            description = "The pictures.",
            content = @Content(schema = @Schema(implementation = ImageEdit.class)))
    public Response edit(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("X-Stainless-Timeout") @Nullable String timeout,
            @HeaderParam("X-Stainless-Read-Timeout") @Nullable String readTimeout,
            MultipartFormDataInput form,
            @Context UriInfo uri) {
        try (MultipartParts parts = new MultipartParts(form)) {
            List<UploadedParts.Part> images = new ArrayList<>(parts.filesOf("image"));
            images.addAll(parts.filesOf("image[]"));
            Sent sent = new Sent(
                    parts.texts(),
                    images,
                    parts.filesOf("mask").stream()
                            .findFirst()
                            .map(UploadedParts.Part::upload)
                            .orElse(null));
            Edited edited = edits.edit(
                    tenants.current(),
                    sent,
                    (order, files) -> Requests.key(key, () -> Fingerprint.of("edit\n", order.job(), files)),
                    ClientPatience.of(timeout, readTimeout));
            return Response.ok(answer(edited, shared.links(uri)))
                    .header(JOB_HEADER, edited.job())
                    .build();
        }
    }

    private ImageEdit answer(Edited edited, JobLinks links) {
        JobView view = edited.view();
        JobSpec spec = Objects.requireNonNull(view.spec());
        JobView.Ending ending = view.lastEnding().orElseThrow();
        return new ImageEdit(
                spec.submittedAt().getEpochSecond(),
                ending.results().stream()
                        .map(Result::image)
                        .map(image -> edited.links() ? linked(image) : inline(image))
                        .toList(),
                spec.output().format(),
                spec.output().width() + "x" + spec.output().height(),
                Usage.NONE,
                new Refinery(
                        spec.id().toString(),
                        links.job(spec.id()),
                        ending.outcome(),
                        ending.rounds(),
                        ending.candidates(),
                        ResultLink.of(spec, ending.results(), links),
                        ending.sentence()));
    }

    private Image inline(ImageRef image) {
        return new Image(store.get(image.key(), image.sha256()), null);
    }

    private Image linked(ImageRef image) {
        return new Image(null, store.presignGet(image.key(), linkLifetime).toString());
    }
}
