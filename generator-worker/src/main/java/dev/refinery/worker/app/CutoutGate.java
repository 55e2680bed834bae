package dev.refinery.worker.app;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.inference.CutoutReport;

/**
 * Stops a job whose subject could not be cut out well, instead of making bad pictures of it. A client that sets a gate on
 * the reference gets the strict limit; without one, only cut-outs that found nothing are stopped.
 *
 * @param gated least confidence for references with a gate of their own, [0, 1]
 * @param floor least confidence for every subject, [0, 1]
 */
public record CutoutGate(double gated, double floor) {
    void check(Reference reference, CutoutReport cutout) {
        if (reference.role() != Role.SUBJECT) {
            return;
        }
        double least = reference.gate() == null ? floor : Math.max(floor, gated);
        if (cutout.confidence() < least) {
            throw new TaskRejectedException(
                    "low_confidence_cutout",
                    "reference " + reference.name()
                            + " could not be cut out reliably: send a mask or a picture with transparency",
                    reference.name(),
                    true,
                    null);
        }
    }
}
