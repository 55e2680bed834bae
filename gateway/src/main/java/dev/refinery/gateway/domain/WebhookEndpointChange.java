package dev.refinery.gateway.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client wants of an endpoint; null leaves a part as it is. An empty description or list of events clears it. */
public record WebhookEndpointChange(
        @Nullable String url,
        @Nullable String description,
        @Nullable List<String> events,
        @Nullable Boolean enabled) {
    public WebhookEndpointChange {
        events = events == null ? null : List.copyOf(events);
    }
}
