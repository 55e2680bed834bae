package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** A job's own receiver; no events = all. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Webhook(String url, List<String> events) {
    public Webhook {
        events = Absent.list(events);
    }

    public static Webhook of(String url, String... events) {
        return new Webhook(url, List.of(events));
    }
}
