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
     * @throws PolicyUnavailable the policy that the candidate was made under cannot be had; no other stands in for it
     */
    Judged judge(CandidateGenerated candidate, CandidatePixels pixels, Map<ImageRef, Raster> references)
            throws PolicyUnavailable;

    /** @param reasons why, by reference, where a vision judge said so */
    record Judged(Scorecard scorecard, Map<String, String> reasons) {
        public Judged {
            reasons = Map.copyOf(reasons);
        }
    }

    /** @param masks visible parts by reference name */
    record CandidatePixels(Raster image, Map<String, Raster> masks) {
        public CandidatePixels {
            masks = Map.copyOf(masks);
        }
    }

    /** The document that the job was submitted under is not here, or names what is not here. */
    final class PolicyUnavailable extends Exception {
        private static final long serialVersionUID = 1L;

        public PolicyUnavailable(String message) {
            super(message);
        }

        public PolicyUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
