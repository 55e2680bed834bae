package dev.refinery.scorer.app;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges one candidate from its pixels and its references' pixels. Thread-safe; judging twice gives the same scores.
 * What can never be judged is an event too; what fails only now, the store being down, is thrown for the caller to try
 * again.
 */
public final class CandidateScoring {
    private final PictureLoader pictures;
    private final ReferencePixels references;
    private final Judge judge;

    public CandidateScoring(PictureLoader pictures, ReferencePixels references, Judge judge) {
        this.pictures = pictures;
        this.references = references;
        this.judge = judge;
    }

    /** @throws dev.refinery.storage.StoreUnavailable try again later */
    public ScoreEvent score(CandidateGenerated candidate) {
        try {
            Judge.CandidatePixels pixels =
                    new Judge.CandidatePixels(pictures.load(candidate.image()), masks(candidate));
            Judge.Judged judged = judge.judge(candidate, pixels, references(candidate));
            return new CandidateScored(
                    candidate.candidate(),
                    candidate.image(),
                    candidate.bundleDigest(),
                    candidate.placements(),
                    judged.scorecard(),
                    candidate.cost(),
                    judged.reasons());
        } catch (ObjectMissing e) {
            return unscorable(candidate, "picture_missing", e.getMessage());
        } catch (ObjectCorrupt e) {
            return unscorable(candidate, "picture_corrupt", e.getMessage());
        } catch (ImageRejectedException e) {
            return unscorable(candidate, "picture_unreadable", e.code());
        } catch (Judge.PolicyUnavailable e) {
            return new CandidateUnscorable(
                    candidate.candidate(), "policy_unavailable", String.valueOf(e.getMessage()), true);
        }
    }

    private Map<String, Raster> masks(CandidateGenerated candidate) throws ImageRejectedException {
        Map<String, Raster> masks = new HashMap<>();
        for (Placement placement : candidate.placements()) {
            ImageRef mask = placement.mask();
            if (mask != null) {
                masks.put(placement.reference(), pictures.load(mask));
            }
        }
        return masks;
    }

    private Map<ImageRef, Raster> references(CandidateGenerated candidate) throws ImageRejectedException {
        Map<ImageRef, Raster> pixels = new HashMap<>();
        for (Reference reference : candidate.references()) {
            pixels.put(reference.image(), references.of(reference.image()));
            ImageRef mask = reference.mask();
            if (mask != null) {
                pixels.put(mask, references.of(mask));
            }
        }
        return pixels;
    }

    private static CandidateUnscorable unscorable(CandidateGenerated candidate, String code, @Nullable String message) {
        return new CandidateUnscorable(candidate.candidate(), code, message == null ? code : message);
    }
}
