package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a batch stands, in the words of the field. Lines are checked while they are read, so that there is no state before this. */
public enum BatchStatus {
    IN_PROGRESS,
    CANCELLING,
    /** Every item has ended, well or not. */
    COMPLETED,
    /** Nothing could be run. */
    FAILED,
    CANCELLED;

    public boolean ended() {
        return compareTo(CANCELLING) > 0;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static BatchStatus parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
