package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a batch stands. */
public enum BatchStatus {
    IN_PROGRESS,
    CANCELLING,
    /** Every item has ended, well or not. */
    COMPLETED,
    /** No line is a job. */
    FAILED,
    CANCELLED,
    /** One that this version of the client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** As the API writes it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
