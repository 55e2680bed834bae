package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import java.time.Instant;
import java.util.List;

/** What is asked of the one who delivers to a lane, on {@code refinery.webhook-deliveries}, keyed by the lane. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WebhookOrder.Deliver.class, name = "deliver"),
    @JsonSubTypes.Type(value = WebhookOrder.Resend.class, name = "resend"),
    @JsonSubTypes.Type(value = WebhookOrder.Replay.class, name = "replay")
})
public sealed interface WebhookOrder {
    WebhookLane lane();

    /** A new delivery. One that is known already stays as it is. */
    record Deliver(WebhookDelivery delivery) implements WebhookOrder {
        @Override
        public WebhookLane lane() {
            return delivery.id().lane();
        }
    }

    /** Once more, at once, whatever became of it. */
    record Resend(DeliveryId delivery) implements WebhookOrder {
        @Override
        public WebhookLane lane() {
            return delivery.lane();
        }
    }

    /**
     * Once more all that happened from {@code since} up to {@code until}, oldest first.
     *
     * @param statuses which of them; those that are pending come anyway
     */
    record Replay(WebhookLane lane, Instant since, Instant until, List<Status> statuses) implements WebhookOrder {
        public Replay {
            statuses = List.copyOf(statuses);
        }
    }
}
