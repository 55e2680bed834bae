package dev.refinery.rewards;

import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.Raster;
import org.jspecify.annotations.Nullable;

/**
 * A reference with its pixels.
 *
 * @param image the photo that {@code reference.image()} names
 * @param mask the user's mask, white where the subject is; null = none
 */
public record JudgedReference(
        Reference reference, Raster image, @Nullable Raster mask) {}
