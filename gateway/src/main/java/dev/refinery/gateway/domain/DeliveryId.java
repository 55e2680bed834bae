package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A delivery's id: {@code dlv_<lane>_<time>_<message>}. It says by itself whose it is and when, so that the deliveries of one
 * receiver lie together in order of time, and making it again for the same message and receiver gives the same id.
 */
public record DeliveryId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("dlv_[0-9a-f]{24}_[0-9a-f]{12}_[0-9a-f]{16}");
    private static final int LANE = "dlv_".length();
    private static final int TIME = LANE + 24 + 1;

    @JsonCreator
    public DeliveryId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValueException("delivery", "is not the id of a delivery");
        }
    }

    /** @param messageId the {@code webhook-id} */
    public static DeliveryId of(WebhookLane lane, Instant at, String messageId) {
        String message = Sha256.hex(messageId.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        return new DeliveryId(firstOf(lane, at) + message);
    }

    /** Below every id of that lane and that time or later. */
    public static String firstOf(WebhookLane lane, Instant at) {
        return String.format(Locale.ROOT, "dlv_%s_%012x_", lane, Math.max(0, at.toEpochMilli()));
    }

    /** Above every id of the lane. */
    public static String endOf(WebhookLane lane) {
        return "dlv_" + lane + "_g";
    }

    public WebhookLane lane() {
        return new WebhookLane(value.substring(LANE, LANE + 24));
    }

    /** When what it tells happened. */
    public Instant at() {
        return Instant.ofEpochMilli(Long.parseLong(value, TIME, TIME + 12, 16));
    }

    @Override
    public String toString() {
        return value;
    }
}
