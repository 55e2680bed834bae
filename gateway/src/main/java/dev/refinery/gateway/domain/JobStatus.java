package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** Where a job stands, as clients see it. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    CANCELING,
    SUCCEEDED,
    FAILED,
    CANCELED,
    EXPIRED;

    /** True when nothing more will happen to the job. */
    public boolean ended() {
        return compareTo(CANCELING) > 0;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static JobStatus parse(String text) {
        for (JobStatus status : values()) {
            if (status.wireName().equals(text)) {
                return status;
            }
        }
        throw new InvalidValueException(
                "status", "must be one of queued, running, canceling, succeeded, failed, canceled, expired");
    }
}
