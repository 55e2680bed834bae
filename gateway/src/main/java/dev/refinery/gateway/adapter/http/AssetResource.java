package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.app.Assets;
import dev.refinery.gateway.app.PictureOrigin;
import dev.refinery.gateway.domain.JobLinks;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A stored picture, as the API tells it. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Asset")
public record AssetResource(
        @Schema(description = "Names the content: the same picture has the same id.")
        String id,

        String mediaType,

        @Schema(
                description =
                        "Of the stored picture, which is upright, sRGB and scaled down to 2048 px on its long side.")
        int width,

        @Schema(description = "Of the stored picture.") int height,
        @Schema(description = "Of the stored picture.") long bytes,
        @Schema(description = "Of the stored picture.") String sha256,
        String url,

        @Schema(description = "Absent when the asset was looked up by its own sha256.") @Nullable
        Original original) {

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "AssetOriginal", description = "The file that was sent, and what was done to it.")
    public record Original(
            @Schema(description = "What the file is by content, whatever was said about it.")
            String mediaType,

            @Schema(description = "Pixels in the file, before turning and scaling.")
            int width,

            @Schema(description = "Pixels in the file, before turning and scaling.")
            int height,

            long bytes,
            String sha256,

            @Schema(
                    description = "EXIF orientation that was applied; 1 = the file was upright.",
                    minimum = "1",
                    maximum = "8")
            int orientation,

            @Schema(
                    description =
                            "What became of the embedded ICC profile. ignored: it is damaged or made for another colour"
                                    + " model, so that the numbers were taken for sRGB.",
                    enumeration = {"none", "converted", "ignored"})
            String colorProfile,

            @Schema(description = "The file holds several frames; only the first was taken.")
            boolean animated) {

        static Original of(PictureOrigin origin) {
            return new Original(
                    origin.header().mediaType(),
                    origin.header().width(),
                    origin.header().height(),
                    origin.bytes(),
                    origin.sha256(),
                    origin.orientation(),
                    origin.profile().name().toLowerCase(Locale.ROOT),
                    origin.animated());
        }
    }

    static AssetResource of(Assets.Stored stored, JobLinks links) {
        String id = stored.id().toString();
        PictureOrigin origin = stored.origin();
        return new AssetResource(
                id,
                stored.image().mediaType(),
                stored.image().width(),
                stored.image().height(),
                stored.bytes(),
                stored.image().sha256(),
                links.asset(id),
                origin == null ? null : Original.of(origin));
    }
}
