package dev.refinery.client.model;

import java.time.Instant;
import java.util.List;

/** What will be sent again. */
public record WebhookReplayStarted(String endpoint, Instant since, Instant until, List<DeliveryStatus> status) {
    public WebhookReplayStarted {
        status = Absent.list(status);
    }
}
