package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Shapes of requests for the OpenAPI document; {@link dev.refinery.gateway.domain.WebhookRequestReader} reads them. */
final class WebhookRequestSchemas {
    private WebhookRequestSchemas() {}

    @Schema(name = "NewWebhookEndpoint")
    record Create(
            @Schema(required = true, description = "https.") String url,
            @Nullable String description,

            @Schema(description = "Event types to send; none = all.") @Nullable
            List<String> events) {}

    @Schema(name = "WebhookEndpointChange", description = "What is left out stays as it is.")
    record Change(
            @Nullable String url,
            @Nullable String description,
            @Nullable List<String> events,
            @Nullable Boolean enabled) {}

    @Schema(name = "WebhookRotation")
    record Rotate(
            @Schema(description = "How long the old secret goes on signing, PT0S to P7D.", defaultValue = "PT24H")
            @Nullable
            String overlap) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "WebhookReplay")
    record Replay(
            @Schema(required = true) Instant since,

            @Schema(description = "Of delivered, failed, skipped; none = all.") @Nullable
            List<String> status) {}
}
