package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.gateway.domain.JobRequest.Source;
import dev.refinery.imaging.ImageProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a request for an asset, as strictly as {@link JobRequestReader} reads jobs. Thread-safe. */
public final class AssetRequestReader {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final List<String> MEDIA_TYPES = List.of(ImageProbe.PNG, ImageProbe.JPEG, ImageProbe.WEBP);
    private static final String WAYS =
            "give url, or sha256 of a picture that is here, or media_type and bytes (and sha256)"
                    + " of one to upload over a link";

    private final long maxBytes;

    /** @param maxBytes of a picture file */
    public AssetRequestReader(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws RequestRefused 422, naming everything that is wrong */
    public AssetRequest read(JsonNode json) {
        List<Problem.Fault> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(json, "", errors);
        String url = PictureAddress.text(fields, "url");
        String sha256 = sha256(fields);
        String mediaType = fields.text("media_type", 80);
        Long bytes = fields.whole("bytes");
        fields.rejectUnknown();
        AssetRequest request = errors.isEmpty() ? read(fields, url, sha256, mediaType, bytes) : null;
        if (request == null) {
            throw RequestRefused.unprocessable(errors);
        }
        return request;
    }

    private static @Nullable String sha256(JsonFields fields) {
        String sha256 = fields.text("sha256", 80);
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            fields.error(ProblemCode.INVALID_VALUE, "sha256", "must be 64 lower-case hex digits");
        }
        return sha256;
    }

    private @Nullable AssetRequest read(
            JsonFields fields,
            @Nullable String url,
            @Nullable String sha256,
            @Nullable String mediaType,
            @Nullable Long bytes) {
        boolean announced = mediaType != null || bytes != null;
        if (url != null) {
            if (announced || sha256 != null) {
                fields.error(ProblemCode.AMBIGUOUS_SOURCE, "url", WAYS);
                return null;
            }
            Source.Addressed source = PictureAddress.read(fields, "url", url);
            return source == null ? null : new AssetRequest.Given(source);
        }
        if (announced) {
            return announced(fields, sha256, mediaType, bytes);
        }
        if (sha256 != null) {
            return new AssetRequest.Known(sha256);
        }
        fields.error(ProblemCode.MISSING_FIELD, "media_type", WAYS);
        return null;
    }

    private @Nullable AssetRequest announced(
            JsonFields fields, @Nullable String sha256, @Nullable String mediaType, @Nullable Long bytes) {
        if (mediaType == null || bytes == null) {
            fields.error(ProblemCode.MISSING_FIELD, mediaType == null ? "media_type" : "bytes", WAYS);
            return null;
        }
        if (!MEDIA_TYPES.contains(mediaType)) {
            fields.error(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "media_type",
                    "must be one of " + String.join(", ", MEDIA_TYPES));
            return null;
        }
        if (bytes < 1 || bytes > maxBytes) {
            fields.error(
                    bytes < 1 ? ProblemCode.INVALID_VALUE : ProblemCode.IMAGE_TOO_LARGE,
                    "bytes",
                    "must be between 1 and " + maxBytes);
            return null;
        }
        return new AssetRequest.Announced(mediaType, bytes, sha256);
    }
}
