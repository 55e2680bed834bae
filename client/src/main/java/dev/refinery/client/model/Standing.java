package dev.refinery.client.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A judged candidate.
 *
 * @param candidate {@code round/index}
 * @param worst lowest score of its references; null = none was judged
 * @param quality of the picture itself, in [0, 1]
 */
public record Standing(
        String candidate,
        @Nullable Double worst,
        int gatesMissed,
        @Nullable Double quality,
        @Nullable PromptScore prompt,
        List<Score> scores) {
    public Standing {
        scores = Absent.list(scores);
    }
}
