package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The shape of an edit for the OpenAPI document; {@link dev.refinery.gateway.domain.edits.EditRequestReader} reads it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
        name = "ImageEditForm",
        description =
                "Fields of OpenAI's images API; besides them all of a job but its model, prompt and references, nested"
                        + " as the OpenAI libraries nest extra_body (refinement[max_rounds]=2) or as JSON text.")
record EditFormSchema(
        @Schema(
                required = true,
                description = "Files, image[] or image once for each; at most 12.",
                type = SchemaType.ARRAY,
                implementation = String.class,
                format = "binary")
        List<String> image,

        @Schema(
                format = "binary",
                description = "For the first image: transparent where it may change, opaque on the subject.")
        @Nullable
        String mask,

        @Schema(description = "@name refers to an image by its file's name without the ending.") @Nullable
        String prompt,

        @Schema(description = "A model of this deployment; names of OpenAI's mean the default.") @Nullable
        String model,

        @Schema(minimum = "1", maximum = "4") @Nullable Integer n,

        @Schema(description = "WIDTHxHEIGHT or auto.") @Nullable
        String size,

        @Schema(
                enumeration = {"auto", "low", "medium", "high", "standard", "hd"},
                description = "low: 1 round of 4 candidates, medium: 2 of 8; else as refinement says.")
        @Nullable
        String quality,

        @Schema(enumeration = {"png", "jpeg", "webp"}) @Nullable
        String outputFormat,

        @Schema(minimum = "0", maximum = "100") @Nullable Integer outputCompression,

        @Schema(description = "opaque, auto or a colour such as #FFFFFF.") @Nullable
        String background,

        @Schema(enumeration = {"b64_json", "url"}) @Nullable String responseFormat,

        @Schema(description = "Kept in the job's metadata.") @Nullable
        String user,

        @Schema(
                type = SchemaType.OBJECT,
                description =
                        "By image (its number from 0, its file's name or its name): a role, or an object of name, role,"
                                + " weight, gate and height_cm.")
        @Nullable
        Map<String, Object> references) {}
