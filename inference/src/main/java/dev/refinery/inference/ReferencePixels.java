package dev.refinery.inference;

import dev.refinery.imaging.Raster;
import org.jspecify.annotations.Nullable;

/** @param mask white where the subject is; resampled to the image's size when it differs; null = none given */
public record ReferencePixels(Raster image, @Nullable Raster mask) {}
