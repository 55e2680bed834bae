package dev.refinery.rewards;

import dev.refinery.contracts.event.Placement;
import dev.refinery.imaging.Raster;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate with its pixels and what its generator says about the layout.
 *
 * @param placements where subjects are; empty = no layout known
 * @param masks visible parts by reference name, white = subject; a claim of the generator that can lower its
 *     subject's score, never raise it. Any size; the aspect ratio of the image
 * @param asked what was asked of the picture itself; null = nothing to check
 */
public record JudgedCandidate(
        Raster image,
        List<Placement> placements,
        Map<String, Raster> masks,
        @Nullable AskedOutput asked) {
    /** Nothing was asked of the picture itself. */
    public JudgedCandidate(Raster image, List<Placement> placements, Map<String, Raster> masks) {
        this(image, placements, masks, null);
    }

    public JudgedCandidate {
        placements = List.copyOf(placements);
        masks = Map.copyOf(masks);
    }
}
