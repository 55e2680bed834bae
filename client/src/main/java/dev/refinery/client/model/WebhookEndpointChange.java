package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is null stays as it is; an empty list of events means all. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookEndpointChange(
        @Nullable String url,
        @Nullable String description,
        @Nullable List<String> events,
        @Nullable Boolean enabled) {
    public static WebhookEndpointChange enabled(boolean on) {
        return new WebhookEndpointChange(null, null, null, on);
    }

    public static WebhookEndpointChange url(String url) {
        return new WebhookEndpointChange(url, null, null, null);
    }

    public static WebhookEndpointChange events(String... events) {
        return new WebhookEndpointChange(null, null, List.of(events), null);
    }
}
