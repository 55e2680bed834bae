package dev.refinery.rewards.metric;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Role;
import java.util.Locale;

/** Which parts of reference and candidate an {@link EmbeddingCosine} compares. */
public enum EmbeddingRegion {
    /**
     * A subject's source box in its photo (its cut-out on grey where the photo has alpha or a user's mask) and the target
     * box in the candidate, turned upright and unmirrored. Masked without a layout. The generator's mask is not used.
     */
    PLACED,
    /** A subject's photo (or cut-out) and the whole candidate. Masked where there is a layout. */
    UNPLACED,
    /** A background's photo and the candidate with its subjects painted over by the mean colour of the rest. */
    OPEN,
    /**
     * The whole photo and the whole candidate, whatever else is in it: "flat", the plain cosine by which DyRef (arXiv
     * 2606.26947) scores consistency. It cannot tell which subject of several fell short.
     */
    WHOLE;

    /** Whether references of this role can be looked at so: layouts know subjects only. */
    public boolean fits(Role role) {
        return switch (this) {
            case PLACED, UNPLACED -> role == Role.SUBJECT;
            case OPEN -> role != Role.SUBJECT;
            case WHOLE -> true;
        };
    }

    public static EmbeddingRegion parse(String text) {
        for (EmbeddingRegion region : values()) {
            if (region.name().toLowerCase(Locale.ROOT).equals(text)) {
                return region;
            }
        }
        throw new InvalidValueException("region", "must be one of placed, unplaced, open, whole");
    }
}
