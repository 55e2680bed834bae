package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job stands. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    CANCELING,
    SUCCEEDED,
    FAILED,
    CANCELED,
    EXPIRED,
    /** One that this version of the client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELED || this == EXPIRED;
    }

    /** As the API writes it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
