package dev.refinery.inference;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.job.ImageRef;
import org.jspecify.annotations.Nullable;

/**
 * Where a subject was put; the fields are those of {@link Placement}.
 *
 * @param mask its visible alpha in the picture
 */
public record RenderedPlacement(
        String reference,
        CutoutReport cutout,
        Placement.Box target,
        boolean mirrored,
        double rotation,
        double visibleFraction,
        double areaFraction,
        int depthRank,
        AlphaMask mask) {

    /** @param stored where the mask was stored, null = nowhere */
    public Placement toPlacement(@Nullable ImageRef stored) {
        return new Placement(
                reference,
                cutout.box(),
                target,
                mirrored,
                rotation,
                visibleFraction,
                areaFraction,
                depthRank,
                cutout.confidence(),
                cutout.kind(),
                stored);
    }
}
