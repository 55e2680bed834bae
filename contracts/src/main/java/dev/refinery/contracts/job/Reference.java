package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One reference photo of a job.
 *
 * @param mask optional: white where the subject is, same aspect ratio as the image
 * @param weight relative importance, (0, 10], 1 is neutral
 * @param gate calibrated score in [0, 1] that this reference must reach; null = the policy's gate for the role
 * @param heightCm the subject's real height in centimetres, null = unknown
 */
public record Reference(
        String name,
        Role role,
        ImageRef image,
        @Nullable ImageRef mask,
        double weight,
        @Nullable Double gate,
        @Nullable Double heightCm) {
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");

    public Reference {
        Require.matches(name, NAME, "name");
        Require.that(weight > 0 && weight <= 10, "weight", "must be greater than 0 and at most 10");
        if (gate != null) {
            Require.between(gate, 0.0, 1.0, "gate");
        }
        if (heightCm != null) {
            Require.that(heightCm > 0 && heightCm <= 100_000, "height_cm", "must be greater than 0");
        }
    }
}
