package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** What a reference photo is for. */
public enum Role {
    SUBJECT,
    BACKGROUND,
    STYLE,
    LIGHTING,
    POSE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.wireName().equals(text)) {
                return role;
            }
        }
        throw new InvalidValueException("role", "must be one of subject, background, style, lighting, pose");
    }
}
