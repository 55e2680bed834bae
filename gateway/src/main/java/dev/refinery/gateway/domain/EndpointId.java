package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/** A webhook endpoint's id: {@code we_}, 12 hex digits of milliseconds and 12 at random, so that ids sort by creation time. */
public record EndpointId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("we_[0-9a-f]{24}");

    @JsonCreator
    public EndpointId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValueException("endpoint", "must be we_ and 24 hex digits");
        }
    }

    /** @param random its low 48 bits are used */
    public static EndpointId of(Instant createdAt, long random) {
        return new EndpointId(
                String.format(Locale.ROOT, "we_%012x%012x", createdAt.toEpochMilli(), random & 0xFFFF_FFFF_FFFFL));
    }

    public Instant createdAt() {
        return Instant.ofEpochMilli(Long.parseLong(value, 3, 15, 16));
    }

    @Override
    public String toString() {
        return value;
    }
}
