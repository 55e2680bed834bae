package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.gateway.domain.JobView;
import java.util.Optional;

/**
 * What a job that has not ended may still ask of the workers.
 *
 * @param candidates that it may make, at most; full-size renders are not counted
 */
public record OpenWork(int candidates) {
    public static OpenWork of(RefinementSpec refinement) {
        return new OpenWork(refinement.maxRounds() * refinement.candidates());
    }

    /** Empty when the job has ended, or is not known yet. */
    public static Optional<OpenWork> of(JobView view) {
        return Optional.ofNullable(view.spec())
                .filter(spec -> view.ending() == null)
                .map(spec -> new OpenWork(Math.max(
                        0,
                        of(spec.refinement()).candidates() - view.candidates().size())));
    }
}
