package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The shape of a job request for the OpenAPI document; {@link dev.refinery.gateway.domain.JobRequestReader} reads it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "JobRequest", description = "Only references is required.")
record JobRequestSchema(
        @Schema(examples = "compositor@1") @Nullable String model,

        @Schema(description = "At most 4000 characters; @name refers to a reference, @@ is a plain @.") @Nullable
        String prompt,

        @Schema(required = true, minItems = 1, maxItems = 12)
        List<ReferenceSchema> references,

        @Nullable OutputSchema output,
        @Nullable RefinementSchema refinement,

        @Schema(description = "Same job, same seed, same image; absent = derived from the job's id.") @Nullable
        Long seed,

        @Schema(enumeration = {"interactive", "batch"}) @Nullable
        String priority,

        @Schema(description = "ISO 8601 duration; the job expires after it.", examples = "PT15M") @Nullable
        String deadline,

        @Schema(description = "ISO 8601 duration; pictures are deleted after it.", examples = "P7D") @Nullable
        String retention,

        @Nullable String externalId,
        @Nullable WebhookSchema webhook,

        @Schema(description = "At most 32 entries of at most 500 characters.") @Nullable
        Map<String, String> metadata,

        @Schema(description = "At most 16, each 1 to 64 letters, digits or any of . _ : / + -") @Nullable
        List<String> labels,

        @Schema(description = "Where copies of the results are put, as far as the deployment allows.") @Nullable
        DestinationSchema destination) {
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(
            name = "Reference",
            description = "One of asset, url, file; none of them = the multipart part of this name.")
    record ReferenceSchema(
            @Schema(required = true, pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
            String name,

            @Schema(
                    required = true,
                    enumeration = {"subject", "background", "style", "lighting", "pose"})
            String role,

            @Nullable String asset,

            @Schema(description = "https, or a data URI with base64 of at most 65536 bytes.") @Nullable
            String url,

            @Nullable String file,

            @Schema(description = "An asset id, a URL, a data URI or a part's name: white where the subject is.")
            @Nullable
            String mask,

            @Schema(description = "(0, 10], 1 is neutral.") @Nullable
            Double weight,

            @Schema(description = "[0, 1]; absent = the policy's gate for the role.") @Nullable
            Double gate,

            @Schema(description = "Real height of the subject in centimetres.") @Nullable
            Double heightCm) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Output")
    record OutputSchema(
            @Schema(minimum = "1", maximum = "4") @Nullable Integer count,
            @Schema(examples = "1024x1024") @Nullable String size,

            @Schema(enumeration = {"png", "jpeg", "webp"}) @Nullable
            String format,

            @Schema(
                    description = "The one colour behind the subjects; not with a background reference.",
                    examples = "#FFFFFF")
            @Nullable
            String background,

            @Schema(
                    minimum = "0.05",
                    maximum = "1",
                    description = "Share of the frame's width or height, whichever is reached first, that the subjects"
                            + " take together.")
            @Nullable
            Double subjectFill,

            @Schema(minimum = "1", maximum = "100", description = "Of jpeg and webp; 100 makes a webp lossless.")
            @Nullable
            Integer quality,

            @Schema(
                    minimum = "0",
                    maximum = "0.4",
                    description = "Share of width and height that subjects leave free on every side.")
            @Nullable
            Double padding,

            @Schema(
                    enumeration = {
                        "center",
                        "top",
                        "bottom",
                        "left",
                        "right",
                        "top-left",
                        "top-right",
                        "bottom-left",
                        "bottom-right"
                    })
            @Nullable
            String align,

            @Schema(enumeration = {"none", "natural", "soft", "contact"}) @Nullable
            String shadow,

            @Schema(
                    maxItems = 8,
                    description = "Colours that the scene behind the subjects is graded towards.",
                    examples = "[\"#0A4D8C\"]")
            @Nullable
            List<String> palette,

            @Schema(
                    enumeration = {"marketplace-white", "catalog-white"},
                    description = "Fills in what is left out; what contradicts it is refused.")
            @Nullable
            String preset) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Refinement")
    record RefinementSchema(
            @Schema(examples = "catalog@1") @Nullable String policy,
            @Schema(minimum = "1", maximum = "16") @Nullable Integer maxRounds,
            @Schema(minimum = "1", maximum = "32") @Nullable Integer candidates,

            @Schema(enumeration = {"return_best", "fail"}) @Nullable
            String onMiss) {}

    @Schema(name = "Destination")
    record DestinationSchema(
            @Schema(required = true) String bucket,

            @Schema(description = "Folders, each ending in a slash.") @Nullable
            String prefix) {}

    @Schema(name = "Webhook")
    record WebhookSchema(
            @Schema(required = true) String url, @Nullable List<String> events) {}
}
