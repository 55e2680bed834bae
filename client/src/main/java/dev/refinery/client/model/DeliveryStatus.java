package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a delivery of a webhook. */
public enum DeliveryStatus {
    /** To be tried, or tried again. */
    PENDING,
    /** The receiver answered 2xx. */
    DELIVERED,
    /** Given up. */
    FAILED,
    /** Not tried: its endpoint was disabled or deleted. */
    SKIPPED,
    /** One that this version of the client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** As the API writes it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
