package dev.refinery.rewards.metric;

import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.pixel.Lab;

/** A background photo's crops by the shape of candidates. Thread-safe. */
final class BackgroundTemplates {
    private static final int SIDE = 160;

    private final CropFeatures features;
    private final BoundedCache<Long, CropSearch> shapes = new BoundedCache<>(2);

    private BackgroundTemplates(CropFeatures features) {
        this.features = features;
    }

    static BackgroundTemplates of(ReferenceView reference) {
        return new BackgroundTemplates(CropFeatures.of(Lab.fit(reference.image(), SIDE)));
    }

    CropSearch shapedAs(CandidateView candidate) {
        return shapes.get(Math.round(candidate.aspect() * 100), key -> new CropSearch(features, key / 100.0));
    }
}
