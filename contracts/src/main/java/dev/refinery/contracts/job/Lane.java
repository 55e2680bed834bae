package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** The queue a job's tasks wait in. */
public enum Lane {
    INTERACTIVE,
    BATCH;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Lane parse(String text) {
        for (Lane lane : values()) {
            if (lane.wireName().equals(text)) {
                return lane;
            }
        }
        throw new InvalidValueException("priority", "must be interactive or batch");
    }
}
