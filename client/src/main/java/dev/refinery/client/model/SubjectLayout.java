package dev.refinery.client.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a subject is: the box {@code source} of its photo is shown in the box {@code target}.
 *
 * @param rotation radians, clockwise, about the centre of the target
 * @param cutout how it was cut out, for instance {@code backdrop}
 */
public record SubjectLayout(
        String reference,
        Box source,
        Box target,
        boolean mirrored,
        double rotation,
        double visibleFraction,
        double areaFraction,
        int depthRank,
        double cutoutConfidence,
        @Nullable String cutout) {
    /** Normalised, origin top left. */
    public record Box(double x0, double y0, double x1, double y1) {}
}
