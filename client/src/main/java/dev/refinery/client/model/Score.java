package dev.refinery.client.model;

import org.jspecify.annotations.Nullable;

/**
 * How well a candidate keeps one reference.
 *
 * @param score in [0, 1]; says nothing where {@code masked} is given
 * @param gate that it has to reach
 * @param masked why it was not judged; null = it was
 * @param holdout the same by features that do not steer the search
 * @param deltaE mean CIEDE2000 inside a subject
 */
public record Score(
        String name,
        Role role,
        double score,
        double gate,
        @Nullable String masked,
        @Nullable Double holdout,
        @Nullable Double deltaE) {
    public boolean judged() {
        return masked == null;
    }

    /** What was not judged does not miss its gate. */
    public boolean meetsGate() {
        return !judged() || score >= gate;
    }
}
