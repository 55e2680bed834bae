package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** How a proposal was made. */
public enum Operator {
    /** z = 0. */
    CANONICAL,
    /** Latents of one reference redrawn around an elite. */
    FOCUSED,
    /** z ~ N(0, I). */
    FRESH,
    /** A whole elite rotated towards fresh noise. */
    ROTATE,
    /** An elite's picture, partly noised, painted anew. */
    RENOISE,
    /** Two elites mixed. Not proposed any more, as it was not shown to help; older states and events have it. */
    CROSSOVER,
    /** Where a model of the scores, learnt from the job's candidates so far, promises most. */
    MODEL;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Operator parse(String text) {
        for (Operator operator : values()) {
            if (operator.wireName().equals(text)) {
                return operator;
            }
        }
        throw new InvalidValueException("operator", "must be a known operator");
    }
}
