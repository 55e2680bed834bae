package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.InvalidValueException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object field by field, collecting what is wrong under the field's full path instead of stopping at the
 * first fault, and finally naming the fields that nobody asked for. Not thread-safe.
 */
final class JsonFields {
    private final JsonNode node;
    private final String path;
    private final List<Problem.Fault> errors;
    private final Set<String> known = new HashSet<>();

    JsonFields(JsonNode node, String path, List<Problem.Fault> errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    void error(ProblemCode code, String name, String detail) {
        errors.add(new Problem.Fault(code, path(name), detail));
    }

    @Nullable
    JsonNode child(String name) {
        known.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name, int maxLength) {
        JsonNode value = child(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            error(ProblemCode.INVALID_TYPE, name, "must be a string");
            return null;
        }
        if (value.textValue().length() > maxLength) {
            error(ProblemCode.INVALID_VALUE, name, "must be at most " + maxLength + " characters");
            return null;
        }
        return value.textValue();
    }

    String text(String name, int maxLength, String fallback) {
        String value = text(name, maxLength);
        return value == null ? fallback : value;
    }

    @Nullable
    Long whole(String name) {
        JsonNode value = child(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            error(ProblemCode.INVALID_TYPE, name, "must be a whole number");
            return null;
        }
        return value.longValue();
    }

    int whole(String name, int min, int max, int fallback) {
        Long value = whole(name);
        if (value == null) {
            return fallback;
        }
        if (value < min || value > max) {
            error(ProblemCode.INVALID_VALUE, name, "must be between " + min + " and " + max);
            return fallback;
        }
        return value.intValue();
    }

    @Nullable
    Double number(String name) {
        JsonNode value = child(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            error(ProblemCode.INVALID_TYPE, name, "must be a number");
            return null;
        }
        return value.doubleValue();
    }

    @Nullable
    Double number(String name, double min, double max) {
        Double value = number(name);
        if (value != null && (value < min || value > max)) {
            error(ProblemCode.INVALID_VALUE, name, "must be between " + min + " and " + max);
            return null;
        }
        return value;
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = child(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            error(ProblemCode.INVALID_TYPE, name, "must be true or false");
            return null;
        }
        return value.booleanValue();
    }

    @Nullable
    Instant instant(String name) {
        String text = text(name, 40);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            error(ProblemCode.INVALID_VALUE, name, "must be an ISO 8601 time in UTC such as 2026-11-25T09:30:00Z");
            return null;
        }
    }

    Duration duration(String name, Duration min, Duration max, Duration fallback) {
        String text = text(name, 40);
        if (text == null) {
            return fallback;
        }
        try {
            Duration value = Duration.parse(text);
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
            error(ProblemCode.INVALID_VALUE, name, "must be between " + min + " and " + max);
        } catch (DateTimeException e) {
            error(ProblemCode.INVALID_VALUE, name, "must be an ISO 8601 duration such as PT15M or P7D");
        }
        return fallback;
    }

    /** A nested object's fields; null when absent. */
    @Nullable
    JsonFields object(String name) {
        JsonNode value = child(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            error(ProblemCode.INVALID_TYPE, name, "must be an object");
            return null;
        }
        return new JsonFields(value, path(name), errors);
    }

    List<String> texts(String name, int max) {
        JsonNode value = child(name);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray() || value.size() > max) {
            error(ProblemCode.INVALID_TYPE, name, "must be a list of at most " + max + " strings");
            return texts;
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isTextual()) {
                texts.add(value.get(i).textValue());
            } else {
                error(ProblemCode.INVALID_TYPE, name + "[" + i + "]", "must be a string");
            }
        }
        return texts;
    }

    Map<String, String> textMap(String name, int max, int maxLength) {
        JsonNode value = child(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (value == null) {
            return map;
        }
        if (!value.isObject() || value.size() > max) {
            error(ProblemCode.INVALID_TYPE, name, "must be an object of at most " + max + " strings");
            return map;
        }
        value.properties().forEach(entry -> {
            String text = entry.getValue().isTextual() ? entry.getValue().textValue() : null;
            if (text == null || text.length() > maxLength || entry.getKey().length() > 100) {
                error(
                        ProblemCode.INVALID_VALUE,
                        name + "." + entry.getKey(),
                        "must be a string of at most " + maxLength + " characters, its name at most 100");
            } else {
                map.put(entry.getKey(), text);
            }
        });
        return map;
    }

    /** Runs a validating constructor; its complaint becomes an error of {@code name}. */
    <T> @Nullable T checked(String name, Supplier<T> make) {
        try {
            return make.get();
        } catch (InvalidValueException e) {
            error(ProblemCode.INVALID_VALUE, name, e.getMessage() == null ? "is not valid" : e.getMessage());
            return null;
        }
    }

    /** Call last: complains about each field that was not read. */
    void rejectUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                error(
                        ProblemCode.UNKNOWN_FIELD,
                        name,
                        "is not a field here; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }
}
