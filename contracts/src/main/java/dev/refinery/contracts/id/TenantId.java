package dev.refinery.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.Require;
import java.util.regex.Pattern;

/** A tenant; also the first segment of every object key, hence the strict alphabet. */
public record TenantId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    public static final TenantId DEFAULT = new TenantId("default");

    @JsonCreator
    public TenantId {
        Require.matches(value, FORM, "tenant");
    }

    @Override
    public String toString() {
        return value;
    }
}
