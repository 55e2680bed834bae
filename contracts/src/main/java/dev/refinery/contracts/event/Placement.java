package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.ImageRef;
import org.jspecify.annotations.Nullable;

/**
 * Where the generator says it put a subject. The reference's {@code source} box maps onto {@code target} by scale, an
 * optional mirror, then a rotation about the target box's centre.
 *
 * @param source cut-out box in the reference photo, normalised to [0, 1]
 * @param target box in the candidate, normalised; may exceed [0, 1] when cut by the frame
 * @param rotation radians, clockwise in image coordinates
 * @param visibleFraction share of the subject's pixels inside the frame and not hidden, [0, 1]
 * @param cutoutConfidence how sure the cut-out is, [0, 1]
 * @param cutout how the subject was cut out
 * @param mask 8-bit visible alpha as PNG in the object store; null = not reported
 */
public record Placement(
        String reference,
        Box source,
        Box target,
        boolean mirrored,
        double rotation,
        double visibleFraction,
        double areaFraction,
        int depthRank,
        double cutoutConfidence,
        Cutout cutout,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageRef mask) {
    public Placement {
        Require.finite(rotation, "rotation");
        Require.between(visibleFraction, 0, 1, "visibleFraction");
        Require.between(cutoutConfidence, 0, 1, "cutoutConfidence");
    }

    /** x0 <= x1, y0 <= y1, origin top left. */
    public record Box(double x0, double y0, double x1, double y1) {
        public Box {
            Require.that(x0 <= x1 && y0 <= y1, "box", "must have x0 <= x1 and y0 <= y1");
        }

        public double width() {
            return x1 - x0;
        }

        public double height() {
            return y1 - y0;
        }
    }

    /** Where a cut-out came from. */
    public enum Cutout {
        NONE,
        ALPHA,
        MASK,
        BACKDROP,
        PHOTO
    }
}
