package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the result looks like.
 *
 * @param count how many result images, 1 to 4
 * @param width pixels, 64 to 2048
 * @param height pixels, 64 to 2048
 * @param background plain background as #RRGGBB when no background reference is given; null = studio sweep
 * @param subjectFill fraction of the frame's limiting side that the subjects fill; null = the generator's default
 */
public record OutputSpec(
        int count,
        int width,
        int height,
        ImageFormat format,
        @Nullable String background,
        @Nullable Double subjectFill) {
    private static final Pattern COLOUR = Pattern.compile("#[0-9A-Fa-f]{6}");

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
    }
}
