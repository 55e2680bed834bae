package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A named set of output controls: each stands for the values below where the client gives none, and for limits that the client's own
 * values must keep. Append only: what a preset means is never changed, jobs of old refer to it.
 */
public enum OutputPreset {
    /** The main picture that marketplaces ask for: pure white, the product large, whole and alone. */
    MARKETPLACE_WHITE("#FFFFFF", 0.88, 0.85, 0.04, Shadow.NONE, 1000),
    /** A shop's own listing: white, a soft shadow, more air. */
    CATALOG_WHITE("#FFFFFF", 0.78, 0.60, 0.06, Shadow.SOFT, 600);

    private final String background;
    private final double subjectFill;
    private final double leastFill;
    private final double padding;
    private final Shadow shadow;
    private final int leastSide;

    OutputPreset(
            String background, double subjectFill, double leastFill, double padding, Shadow shadow, int leastSide) {
        this.background = background;
        this.subjectFill = subjectFill;
        this.leastFill = leastFill;
        this.padding = padding;
        this.shadow = shadow;
        this.leastSide = leastSide;
    }

    public String background() {
        return background;
    }

    /** The least that a client may ask for. */
    public double leastFill() {
        return leastFill;
    }

    /** Pixels; presets are square. */
    public int leastSide() {
        return leastSide;
    }

    /** The client's controls with this preset's where it gave none; whether its own keep the preset's limits is not checked here. */
    public OutputSpec complete(OutputSpec asked) {
        Double free = asked.padding();
        double fill = asked.subjectFill() != null
                ? asked.subjectFill()
                : free == null ? subjectFill : Math.min(subjectFill, 1 - 2 * free);
        return new OutputSpec(
                asked.count(),
                asked.width(),
                asked.height(),
                asked.format(),
                background,
                fill,
                asked.quality(),
                free == null ? Math.min(padding, (1 - fill) / 2) : free,
                asked.align() == null ? Alignment.CENTER : asked.align(),
                asked.shadow() == null ? shadow : asked.shadow(),
                asked.palette(),
                this);
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static OutputPreset parse(String text) {
        for (OutputPreset preset : values()) {
            if (preset.wireName().equals(text)) {
                return preset;
            }
        }
        throw new InvalidValueException(
                "output.preset",
                "must be one of "
                        + Arrays.stream(values()).map(OutputPreset::wireName).collect(Collectors.joining(", ")));
    }
}
