package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A receiver of the events of all jobs; no events = all. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NewWebhookEndpoint(String url, @Nullable String description, List<String> events) {
    public NewWebhookEndpoint {
        events = Absent.list(events);
    }

    public static NewWebhookEndpoint of(String url, String... events) {
        return new NewWebhookEndpoint(url, null, List.of(events));
    }
}
