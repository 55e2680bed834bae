package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** What the subjects cast on the ground. */
public enum Shadow {
    NONE,
    /** As the light of the scene asks. */
    NATURAL,
    /** Fainter, with broad edges. */
    SOFT,
    /** Only where the subject touches the ground. */
    CONTACT;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Shadow parse(String text) {
        for (Shadow shadow : values()) {
            if (shadow.wireName().equals(text)) {
                return shadow;
            }
        }
        throw new InvalidValueException("output.shadow", "must be none, natural, soft or contact");
    }
}
