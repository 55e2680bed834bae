package dev.refinery.inference;

import dev.refinery.contracts.event.Placement;

/**
 * How a reference's subject was cut out.
 *
 * @param confidence [0, 1]; 1 for alpha, user masks and for roles that need no cut-out
 * @param box of the subject in the reference photo, normalised to [0, 1]
 */
public record CutoutReport(double confidence, Placement.Box box, Placement.Cutout kind) {}
