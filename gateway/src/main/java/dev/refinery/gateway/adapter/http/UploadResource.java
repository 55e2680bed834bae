package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.app.Uploads;
import dev.refinery.gateway.domain.JobLinks;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a client is to put a picture. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "AssetUpload")
public record UploadResource(
        String id,
        Link upload,

        @Schema(description = "POST here, without a body, once the file is uploaded.")
        String completeUrl) {

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(
            name = "AssetUploadLink",
            description = "Needs no credentials; takes exactly as many bytes as were announced.")
    public record Link(
            @Schema(enumeration = "PUT") String method,
            URI url,

            @Schema(description = "To be sent exactly so.") Map<String, String> headers,

            Instant expiresAt) {}

    static UploadResource of(Uploads.Opened opened, JobLinks links) {
        String id = opened.id().toString();
        return new UploadResource(
                id,
                new Link("PUT", opened.link().url(), opened.link().headers(), opened.expiresAt()),
                links.completion(id));
    }
}
