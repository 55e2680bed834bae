package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.WebhookSpec;
import java.time.Instant;
import java.util.List;

/** Which deliveries a change of a job's view calls for. */
public final class WebhookMessages {
    private WebhookMessages() {}

    /** The body of Standard Webhooks: a type, when it happened, and the event's data. */
    @JsonPropertyOrder({"type", "timestamp", "data"})
    private record Body(ProgressType type, Instant timestamp, ProgressEvent data) {}

    /** @param before the view before the change */
    public static List<WebhookDelivery> between(JobView before, JobView after, JobLinks links) {
        JobSpec spec = after.spec();
        WebhookSpec webhook = spec == null ? null : spec.webhook();
        if (spec == null || webhook == null) {
            return List.of();
        }
        // Nothing can have been sent while the submission was unknown.
        long told = before.spec() == null || before.log().isEmpty()
                ? 0
                : before.log().getLast().seq();
        boolean endingIsNew = after.ending() != null && (before.ending() == null || before.spec() == null);
        return ProgressLog.since(after, links, told, endingIsNew).stream()
                .filter(e -> e.type().sentByWebhook())
                // An ending that was continued was told when it was new.
                .filter(e -> !e.type().ending() || e.seq() == after.endingSeq())
                .filter(e -> webhook.events().isEmpty()
                        || webhook.events().contains(e.type().wireName()))
                .map(e -> new WebhookDelivery(
                        WebhookDelivery.idOf(spec.id(), e.seq()),
                        spec.tenant(),
                        spec.id(),
                        e.type(),
                        webhook.url(),
                        body(e),
                        e.at(),
                        0,
                        e.at()))
                .toList();
    }

    private static String body(ProgressEvent event) {
        try {
            return Json.mapper().writeValueAsString(new Body(event.type(), event.at(), event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a webhook body does not serialise", e);
        }
    }
}
