package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the subjects stand in the frame. */
public enum Alignment {
    BOTTOM_LEFT(0, 0),
    BOTTOM(1, 0),
    BOTTOM_RIGHT(2, 0),
    LEFT(0, 1),
    CENTER(1, 1),
    RIGHT(2, 1),
    TOP_LEFT(0, 2),
    TOP(1, 2),
    TOP_RIGHT(2, 2);

    private final int column;
    private final int row;

    Alignment(int column, int row) {
        this.column = column;
        this.row = row;
    }

    /** 0 left, 1 middle, 2 right. */
    public int column() {
        return column;
    }

    /** 0 bottom, 1 middle, 2 top. */
    public int row() {
        return row;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Alignment parse(String text) {
        for (Alignment alignment : values()) {
            if (alignment.wireName().equals(text)) {
                return alignment;
            }
        }
        throw new InvalidValueException(
                "output.align",
                "must be one of "
                        + Arrays.stream(values()).map(Alignment::wireName).collect(Collectors.joining(", ")));
    }
}
