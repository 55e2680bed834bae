package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.pixel.Lab;
import java.util.Optional;

/** A subject's photo, its foreground, and the source boxes that generators cut from it. Thread-safe. */
final class SubjectTemplates {
    private static final int SIDE = 448;

    private final Lab photo;
    private final Foreground foreground;
    private final BoundedCache<Placement.Box, SubjectTemplate> boxes = new BoundedCache<>(4);

    private SubjectTemplates(Lab photo, Foreground foreground) {
        this.photo = photo;
        this.foreground = foreground;
    }

    static SubjectTemplates of(ReferenceView reference) {
        return new SubjectTemplates(Lab.fit(reference.image(), SIDE), Foreground.of(reference));
    }

    /** What holds claimed cut-outs of a box against the photo; empty where alpha has cut the photo already. */
    Optional<ClaimedCutOut> claims(Placement.Box source) {
        return foreground.backdrop() ? Optional.of(ClaimedCutOut.of(photo, foreground, source)) : Optional.empty();
    }

    SubjectTemplate of(Placement.Box source) {
        return boxes.get(source, box -> SubjectTemplate.of(photo, foreground, box));
    }
}
