package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One message to one receiver, with all that was tried so far.
 *
 * @param messageId the {@code webhook-id}: the same for every attempt and every receiver, so that repetitions can be dropped
 * @param endpoint null for a job's own webhook
 * @param url where a job's own webhook goes; null with an endpoint, whose address counts at each attempt
 * @param job null for a test
 * @param seq of the event among the job's events; null for a test
 * @param body the exact text that is signed and sent; null in the log that every replica holds
 * @param failures failed attempts since the schedule last began
 * @param dueAt when a pending delivery is tried next
 * @param reason why it is failed or skipped
 * @param attempted how many attempts there were; {@code attempts} holds the latest ones, oldest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookDelivery(
        DeliveryId id,
        String messageId,
        TenantId tenant,
        @Nullable EndpointId endpoint,
        @Nullable String url,
        @Nullable JobId job,
        @Nullable Long seq,
        String type,
        @Nullable String body,
        Instant createdAt,
        Status status,
        int failures,
        @Nullable Instant dueAt,
        @Nullable String reason,
        int attempted,
        List<WebhookAttempt> attempts) {
    /** More than one whole schedule. */
    private static final int KEPT_ATTEMPTS = 15;

    public WebhookDelivery {
        attempts = List.copyOf(attempts);
    }

    /** Where a delivery stands. */
    public enum Status {
        /** To be tried, or tried again. */
        PENDING,
        /** The receiver answered 2xx. */
        DELIVERED,
        /** Tried in vain until the schedule was over, or refused for good. */
        FAILED,
        /** Not tried: its endpoint was disabled or deleted. */
        SKIPPED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Status> parse(String text) {
            return Stream.of(values()).filter(s -> s.wireName().equals(text)).findFirst();
        }
    }

    /** A message that is due at once. */
    public static WebhookDelivery of(
            WebhookMessage message,
            TenantId tenant,
            @Nullable EndpointId endpoint,
            @Nullable String url,
            Instant createdAt) {
        WebhookLane lane = endpoint != null ? WebhookLane.of(endpoint) : WebhookLane.of(tenant, String.valueOf(url));
        return new WebhookDelivery(
                DeliveryId.of(lane, createdAt, message.id()),
                message.id(),
                tenant,
                endpoint,
                url,
                message.job(),
                message.seq(),
                message.type(),
                message.body(),
                createdAt,
                Status.PENDING,
                0,
                createdAt,
                null,
                0,
                List.of());
    }

    public boolean pending() {
        return status == Status.PENDING;
    }

    public WebhookDelivery withoutBody() {
        return new WebhookDelivery(
                id, messageId, tenant, endpoint, url, job, seq, type, null, createdAt, status, failures, dueAt, reason,
                attempted, attempts);
    }

    public WebhookDelivery delivered(WebhookAttempt attempt) {
        return after(attempt, Status.DELIVERED, failures, null, null);
    }

    /** Failed once more, to be tried again at {@code next}. */
    public WebhookDelivery failedUntil(WebhookAttempt attempt, Instant next) {
        return after(attempt, Status.PENDING, failures + 1, next, null);
    }

    public WebhookDelivery givenUp(WebhookAttempt attempt, String why) {
        return after(attempt, Status.FAILED, failures + 1, null, why);
    }

    public WebhookDelivery skipped(String why) {
        return standing(Status.SKIPPED, failures, null, why);
    }

    public WebhookDelivery postponed(Instant until) {
        return standing(Status.PENDING, failures, until, null);
    }

    /** Due at once, with the whole schedule before it. */
    public WebhookDelivery again(Instant now) {
        return standing(Status.PENDING, 0, now, null);
    }

    private WebhookDelivery standing(Status now, int failed, @Nullable Instant due, @Nullable String why) {
        return new WebhookDelivery(
                id, messageId, tenant, endpoint, url, job, seq, type, body, createdAt, now, failed, due, why, attempted,
                attempts);
    }

    private WebhookDelivery after(
            WebhookAttempt attempt, Status now, int failed, @Nullable Instant due, @Nullable String why) {
        List<WebhookAttempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        return new WebhookDelivery(
                id,
                messageId,
                tenant,
                endpoint,
                url,
                job,
                seq,
                type,
                body,
                createdAt,
                now,
                failed,
                due,
                why,
                attempted + 1,
                all.subList(Math.max(0, all.size() - KEPT_ATTEMPTS), all.size()));
    }
}
