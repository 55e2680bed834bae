package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How good a succeeded job's result is. */
public enum Outcome {
    /** Every gate is met. */
    ACCEPTED,
    /** The best there was. */
    BELOW_GATE,
    /** One that this version of the client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** As the API writes it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
