package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a reference is for. */
public enum Role {
    SUBJECT,
    BACKGROUND,
    STYLE,
    LIGHTING,
    POSE,
    /** One that this version of the client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** As the API writes it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
