package dev.refinery.gateway.domain;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Shadow;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code output} of a job request: completes it from its preset, and refuses controls that contradict one another or the preset
 * instead of letting one of them win.
 */
final class OutputRequestReader {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
    private static final OutputSpec DEFAULT = new OutputSpec(1, 1024, 1024, ImageFormat.PNG, null, null);

    private final JsonFields output;

    private OutputRequestReader(JsonFields output) {
        this.output = output;
    }

    /** Null when something is wrong; the faults are with the job then. */
    static @Nullable OutputSpec read(JsonFields job) {
        if (job.child("output") == null) {
            return DEFAULT;
        }
        JsonFields output = job.object("output");
        return output == null ? null : new OutputRequestReader(output).read();
    }

    private @Nullable OutputSpec read() {
        int count = output.whole("count", 1, 4, 1);
        int[] size = size(output.text("size", 20, "1024x1024"));
        ImageFormat format = one("format", ImageFormat::parse);
        String background = output.text("background", 20);
        if (background != null && !OutputSpec.COLOUR.matcher(background).matches()) {
            output.error(ProblemCode.INVALID_VALUE, "background", "must be a colour such as #FFFFFF");
            background = null;
        }
        Double fill = output.number("subject_fill", 0.05, 1.0);
        Integer quality = quality(format);
        Double padding = output.number("padding", 0, 0.4);
        Alignment align = one("align", Alignment::parse);
        Shadow shadow = one("shadow", Shadow::parse);
        List<String> palette = palette();
        OutputPreset preset = one("preset", OutputPreset::parse);
        output.rejectUnknown();

        if (preset != null) {
            checkPreset(preset, size, background, fill, palette);
        } else if (background != null && palette != null) {
            contradicts("palette", "has nothing to colour behind a plain background: leave out palette or background");
        }
        OutputSpec asked = new OutputSpec(
                count,
                size[0],
                size[1],
                format == null ? ImageFormat.PNG : format,
                background,
                fill,
                quality,
                padding,
                align,
                shadow,
                palette,
                null);
        OutputSpec completed = preset == null ? asked : preset.complete(asked);
        checkRoom(completed);
        return completed;
    }

    /** What the padding leaves must hold the subjects. */
    private void checkRoom(OutputSpec asked) {
        if (asked.subjectFill() == null || asked.padding() == null) {
            return;
        }
        OutputPreset preset = asked.preset();
        if (preset != null && 1 - 2 * asked.padding() < preset.leastFill()) {
            contradicts(
                    "padding",
                    "leaves less than the " + preset.leastFill() + " of the frame that preset " + preset.wireName()
                            + " fills: leave padding out or make it smaller");
        } else if (asked.subjectFill() > 1 - 2 * asked.padding() + 1e-9) {
            contradicts(
                    "padding", "and subject_fill do not fit into one frame: subject_fill may be at most 1 - 2 padding");
        }
    }

    private void checkPreset(
            OutputPreset preset,
            int[] size,
            @Nullable String background,
            @Nullable Double fill,
            @Nullable List<String> palette) {
        String name = "preset " + preset.wireName();
        if (background != null && !background.equalsIgnoreCase(preset.background())) {
            contradicts("background", "contradicts " + name + ", which is " + preset.background() + ": leave one out");
        }
        if (size[0] != size[1] || size[0] < preset.leastSide()) {
            contradicts(
                    "size",
                    "contradicts " + name + ", which is square with at least " + preset.leastSide() + " pixels a side");
        }
        if (fill != null && fill < preset.leastFill()) {
            contradicts("subject_fill", "contradicts " + name + ", which asks for at least " + preset.leastFill());
        }
        if (palette != null) {
            contradicts("palette", "contradicts " + name + ", which has a plain background: leave one out");
        }
    }

    private void contradicts(String field, String detail) {
        output.error(ProblemCode.CONTRADICTING_OUTPUT, field, detail);
    }

    private int[] size(String size) {
        Matcher sides = SIZE.matcher(size);
        if (sides.matches()) {
            int width = Integer.parseInt(sides.group(1));
            int height = Integer.parseInt(sides.group(2));
            if (width >= 64 && height >= 64 && width <= 2048 && height <= 2048) {
                return new int[] {width, height};
            }
        }
        output.error(
                ProblemCode.INVALID_SIZE, "size", "must be WIDTHxHEIGHT, each side 64 to 2048 pixels, e.g. 1024x1024");
        return new int[] {1024, 1024};
    }

    private @Nullable Integer quality(@Nullable ImageFormat format) {
        if (output.child("quality") == null) {
            return null;
        }
        int quality = output.whole("quality", 1, 100, OutputSpec.DEFAULT_QUALITY);
        if (format == null || format == ImageFormat.PNG) {
            contradicts("quality", "is for jpeg and webp; a png has none: set format or leave quality out");
        }
        return quality;
    }

    private @Nullable List<String> palette() {
        if (output.child("palette") == null) {
            return null;
        }
        List<String> colours = output.texts("palette", OutputSpec.MAX_COLOURS);
        boolean good = !colours.isEmpty()
                && colours.stream().allMatch(c -> OutputSpec.COLOUR.matcher(c).matches());
        if (!good) {
            output.error(
                    ProblemCode.INVALID_VALUE,
                    "palette",
                    "must be a list of 1 to " + OutputSpec.MAX_COLOURS + " colours such as #0A4D8C");
            return null;
        }
        return colours;
    }

    private <T> @Nullable T one(String name, Function<String, T> parse) {
        String text = output.text(name, 40);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (InvalidValueException e) {
            output.error(ProblemCode.INVALID_VALUE, name, e.getMessage() == null ? "is not valid" : e.getMessage());
            return null;
        }
    }
}
