package dev.refinery.rewards.encoder;

import dev.refinery.imaging.Raster;

/** Turns a picture into a vector of length 1. Thread-safe, deterministic. */
public interface PictureEncoder {
    /** {@code name@version} of its bundle. */
    String id();

    /** @param picture any size; alpha is ignored */
    float[] embed(Raster picture);
}
