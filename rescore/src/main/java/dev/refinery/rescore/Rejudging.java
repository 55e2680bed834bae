package dev.refinery.rescore;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.AskedOutput;
import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges retained candidates again from their pixels. Thread-safe. */
final class Rejudging {
    private static final int KEPT_REFERENCES = 24;

    private final ObjectStore store;
    private final CandidateJudge judge;
    private final BoundedCache<String, Raster> references = new BoundedCache<>(KEPT_REFERENCES);

    Rejudging(ObjectStore store, CandidateJudge judge) {
        this.store = store;
        this.judge = judge;
    }

    /** In the order given. Failures of the store other than a missing object pass through: then nothing is reported. */
    List<Rejudged> all(List<RetainedCandidate> candidates) {
        return candidates.parallelStream()
                .map(c -> new Rejudged(c.made().candidate(), c.delivered(), c.recorded(), judge(c.made())))
                .toList();
    }

    private @Nullable Scorecard judge(CandidateGenerated candidate) {
        try {
            Map<String, Raster> masks = new HashMap<>();
            for (Placement placement : candidate.placements()) {
                ImageRef mask = placement.mask();
                if (mask != null) {
                    masks.put(placement.reference(), load(mask));
                }
            }
            List<JudgedReference> judged = new ArrayList<>();
            for (Reference reference : candidate.references()) {
                ImageRef mask = reference.mask();
                judged.add(new JudgedReference(reference, kept(reference.image()), mask == null ? null : kept(mask)));
            }
            return judge.judge(
                    new JudgedCandidate(
                            load(candidate.image()),
                            candidate.placements(),
                            masks,
                            AskedOutput.of(candidate.output(), candidate.image())),
                    judged,
                    candidate.prompt());
        } catch (ObjectMissing | ObjectCorrupt | Unreadable e) {
            return null;
        }
    }

    private Raster kept(ImageRef image) {
        return references.get(image.sha256(), sha -> load(image));
    }

    private Raster load(ImageRef image) {
        try {
            return ImageDecoder.decode(store.get(image.key(), image.sha256()), ImageLimits.DEFAULT);
        } catch (ImageRejectedException e) {
            throw new Unreadable(e);
        }
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(ImageRejectedException cause) {
            super(cause);
        }
    }
}
