package dev.refinery.scorer.app;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import java.util.Map;

/** Scores a candidate against its references. Thread-safe and deterministic. */
public interface Judge {
    /**
     * @param pixels of the candidate and of its placements' masks
     * @param references pixels of every picture that the candidate's references name
     * @throws UnknownPolicy the candidate names a policy that this scorer does not have
     */
    Scorecard judge(CandidateGenerated candidate, CandidatePixels pixels, Map<ImageRef, Raster> references)
            throws UnknownPolicy;

    /** @param masks visible parts by reference name */
    record CandidatePixels(Raster image, Map<String, Raster> masks) {
        public CandidatePixels {
            masks = Map.copyOf(masks);
        }
    }

    /** The named policy is not known here. */
    final class UnknownPolicy extends Exception {
        private static final long serialVersionUID = 1L;

        public UnknownPolicy(String policy) {
            super("reward policy " + policy + " is not loaded: see refinery.scorer.policies");
        }
    }
}
