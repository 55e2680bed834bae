package dev.refinery.inference;

import dev.refinery.imaging.Raster;
import java.util.List;

/**
 * @param image opaque, sRGB
 * @param placements one for each subject, in the order of the references
 * @param deviceSeconds time that the device worked on it, waiting excluded
 * @param evaluations of the generator's main network; 1 where there is none
 */
public record RenderedCandidate(
        Raster image, List<RenderedPlacement> placements, double deviceSeconds, int evaluations) {
    public RenderedCandidate {
        placements = List.copyOf(placements);
    }
}
