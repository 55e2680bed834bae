package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The shape of a request for an asset for the OpenAPI document; {@link dev.refinery.gateway.domain.AssetRequestReader} reads it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
        name = "AssetRequest",
        description = "One of three: url; sha256 alone; media_type and bytes, with or without sha256.")
record AssetRequestSchema(
        @Schema(description = "https, fetched at once; or a data URI with base64 of at most 65536 bytes.") @Nullable
        String url,

        @Schema(
                description =
                        "Of the file, 64 lower-case hex digits. Alone: answers the asset that this file became before,"
                                + " or 404. With media_type and bytes: answers that asset, or else a link; the upload must match.")
        @Nullable
        String sha256,

        @Schema(
                description = "Content-Type of the upload.",
                enumeration = {"image/png", "image/jpeg", "image/webp"})
        @Nullable
        String mediaType,

        @Schema(description = "Length of the file to be uploaded over a link.", minimum = "1") @Nullable
        Long bytes) {}
