package dev.refinery.client.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished picture.
 *
 * @param index from 0
 * @param candidate that it is, {@code final/0}
 * @param from preview that it was rendered from
 * @param output what the output controls measured; empty = none were asked for
 * @param layout where subjects are; empty in events, and until it is known
 */
public record Result(
        int index,
        String url,
        String mediaType,
        int width,
        int height,
        String sha256,
        String candidate,
        String from,
        double quality,
        Map<String, Double> output,
        @Nullable PromptScore prompt,
        List<Score> scores,
        @Nullable String policyDigest,
        List<SubjectLayout> layout) {
    public Result {
        output = Absent.map(output);
        scores = Absent.list(scores);
        layout = Absent.list(layout);
    }
}
