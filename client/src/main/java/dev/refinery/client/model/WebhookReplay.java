package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/** What is sent again: all since then, or of these states only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WebhookReplay(Instant since, List<DeliveryStatus> status) {
    public WebhookReplay {
        status = Absent.list(status);
    }

    public static WebhookReplay since(Instant since, DeliveryStatus... only) {
        return new WebhookReplay(since, List.of(only));
    }
}
