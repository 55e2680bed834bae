package dev.refinery.rewards;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.rewards.InvalidPolicyException.Fault;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one mapping of a policy document, noting every fault under its path. A field that nobody asked for is one. */
final class PolicyFields {
    private final JsonNode node;
    private final String path;
    private final List<Fault> faults;
    private final Set<String> known = new TreeSet<>();

    PolicyFields(JsonNode node, String path, List<Fault> faults) {
        this.node = node;
        this.path = path;
        this.faults = faults;
        if (!node.isObject()) {
            faults.add(new Fault(path, "must be a mapping of fields"));
        }
    }

    void fault(String field, String detail) {
        faults.add(new Fault(place(field), detail));
    }

    String place(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return child(field) != null;
    }

    @Nullable
    JsonNode child(String field) {
        known.add(field);
        JsonNode child = node.get(field);
        return child == null || child.isNull() ? null : child;
    }

    /** Empty when it is missing, which is a fault. */
    String text(String field, Pattern form, String what) {
        String text = optionalText(field);
        if (text == null) {
            if (!has(field)) {
                fault(field, "is missing: give " + what);
            }
            return "";
        }
        if (!form.matcher(text).matches()) {
            fault(field, "must be " + what);
        }
        return text;
    }

    @Nullable
    String optionalText(String field) {
        JsonNode child = child(field);
        if (child == null) {
            return null;
        }
        if (!child.isTextual() || child.textValue().isBlank()) {
            fault(field, "must be a text; put numbers in quotes");
            return null;
        }
        return child.textValue();
    }

    /** {@code fallback} when it is missing, which is a fault. */
    double number(String field, Range range, double fallback) {
        if (!has(field)) {
            fault(field, "is missing: give " + range.what());
            return fallback;
        }
        Double number = optionalNumber(field, range);
        return number == null ? fallback : number;
    }

    @Nullable
    Double optionalNumber(String field, Range range) {
        JsonNode child = child(field);
        if (child == null) {
            return null;
        }
        if (!child.isNumber() || !range.holds(child.doubleValue())) {
            fault(field, "must be " + range.what());
            return null;
        }
        return child.doubleValue();
    }

    void refuseUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(name, "is no field of a policy here; known are " + String.join(", ", known));
            }
        });
    }

    /** Which numbers a field takes. */
    enum Range {
        UNIT("a number from 0 to 1"),
        POSITIVE("a number greater than 0"),
        ANY("a number");

        private final String what;

        Range(String what) {
            this.what = what;
        }

        String what() {
            return what;
        }

        boolean holds(double value) {
            return Double.isFinite(value)
                    && switch (this) {
                        case UNIT -> value >= 0 && value <= 1;
                        case POSITIVE -> value > 0;
                        case ANY -> true;
                    };
        }
    }
}
