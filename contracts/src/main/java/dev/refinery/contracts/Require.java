package dev.refinery.contracts;

import java.util.regex.Pattern;

/** Preconditions of wire values: each failure names the offending component and says what is allowed. */
public final class Require {
    private Require() {}

    public static void that(boolean condition, String component, String expectation) {
        if (!condition) {
            throw new InvalidValueException(component, expectation);
        }
    }

    public static String text(String value, String component, int maxLength) {
        that(!value.isBlank(), component, "must not be blank");
        that(value.length() <= maxLength, component, "must be at most " + maxLength + " characters");
        return value;
    }

    public static String matches(String value, Pattern pattern, String component) {
        that(pattern.matcher(value).matches(), component, "must match " + pattern.pattern());
        return value;
    }

    public static double between(double value, double min, double max, String component) {
        that(value >= min && value <= max, component, "must be between " + min + " and " + max);
        return value;
    }

    public static int between(int value, int min, int max, String component) {
        that(value >= min && value <= max, component, "must be between " + min + " and " + max);
        return value;
    }

    public static double finite(double value, String component) {
        that(Double.isFinite(value), component, "must be a finite number");
        return value;
    }
}
