package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the result looks like. What came later is null in events of old and means what it meant then.
 *
 * @param count how many result images, 1 to 4
 * @param width pixels, 64 to 2048
 * @param height pixels, 64 to 2048
 * @param background the one colour behind the subjects, as #RRGGBB; null = a background reference, else a studio sweep
 * @param subjectFill share of the frame's width or height, whichever is reached first, that the subjects' common box takes;
 *     null = the generator's default
 * @param quality of JPEG and WebP, 1 to 100, where 100 makes a WebP lossless; null = 92; PNG has none
 * @param padding share of the frame's width and height that subjects leave free on every side, 0 to 0.4
 * @param align where the subjects' common box stands inside the padding; null = where the scene asks
 * @param shadow null = natural
 * @param palette 1 to 8 colours as #RRGGBB that the scene behind the subjects is graded towards; null = its own
 * @param preset which preset the other values were completed from; they are what counts
 */
public record OutputSpec(
        int count,
        int width,
        int height,
        ImageFormat format,
        @Nullable String background,
        @Nullable Double subjectFill,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer quality,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double padding,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Alignment align,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Shadow shadow,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> palette,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable OutputPreset preset) {
    public static final int DEFAULT_QUALITY = 92;
    public static final int MAX_COLOURS = 8;
    public static final Pattern COLOUR = Pattern.compile("#[0-9A-Fa-f]{6}");

    public OutputSpec {
        Require.between(count, 1, 4, "output.count");
        Require.between(width, 64, 2048, "output.size");
        Require.between(height, 64, 2048, "output.size");
        if (background != null) {
            Require.matches(background, COLOUR, "output.background");
        }
        if (subjectFill != null) {
            Require.between(subjectFill, 0.05, 1.0, "output.subject_fill");
        }
        if (quality != null) {
            Require.between(quality, 1, 100, "output.quality");
        }
        if (padding != null) {
            Require.between(padding, 0, 0.4, "output.padding");
        }
        if (palette != null) {
            palette = List.copyOf(palette);
            Require.between(palette.size(), 1, MAX_COLOURS, "output.palette");
            palette.forEach(colour -> Require.matches(colour, COLOUR, "output.palette"));
        }
    }

    /** Everything that came later left to the generator. */
    public OutputSpec(
            int count,
            int width,
            int height,
            ImageFormat format,
            @Nullable String background,
            @Nullable Double subjectFill) {
        this(count, width, height, format, background, subjectFill, null, null, null, null, null, null);
    }

    /** What an encoder of JPEG or WebP is told, (0, 1]. */
    public double encoderQuality() {
        return (quality == null ? DEFAULT_QUALITY : quality) / 100.0;
    }

    /** Red, green and blue of a {@link #COLOUR}, each 0 to 255. */
    public static int[] rgb(String colour) {
        int packed = Integer.parseInt(colour.substring(1), 16);
        return new int[] {packed >> 16 & 255, packed >> 8 & 255, packed & 255};
    }
}
