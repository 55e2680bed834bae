package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView.Prompt;
import dev.refinery.gateway.domain.JobView.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished picture.
 *
 * @param index position among the job's results, from 0
 * @param url serves the pixels; with {@code ?presigned} it answers a link to the object store instead
 * @param from the preview candidate that was rendered at full size
 * @param output what the output controls that were asked for measured, {@code met} = 1 when all are kept; null = none were asked for
 * @param prompt null when the policy does not judge it
 * @param policyDigest sha256 of the reward policy that judged it
 * @param layout where subjects are; told of a job, not in its events, null until it is known
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResultLink(
        int index,
        String url,
        String mediaType,
        int width,
        int height,
        String sha256,
        String candidate,
        String from,
        double quality,
        @Nullable Map<String, Double> output,
        @Nullable Prompt prompt,
        List<Score> scores,
        String policyDigest,
        @Nullable List<SubjectLayout> layout) {
    /** Begins the names of the quality score's parts that are about output controls. */
    private static final String CONTROL = "output_";

    public ResultLink {
        scores = List.copyOf(scores);
        layout = layout == null ? null : List.copyOf(layout);
    }

    /** Without layouts: an outcome may overtake the score that carries one, and an event must not change. */
    public static List<ResultLink> of(JobSpec spec, List<Result> results, JobLinks links) {
        return of(spec, results, links, JobView.EMPTY);
    }

    /** With the layouts that the view knows. */
    public static List<ResultLink> of(JobSpec spec, List<Result> results, JobLinks links, JobView view) {
        List<ResultLink> all = new ArrayList<>();
        for (Result result : results) {
            int index = all.size();
            all.add(new ResultLink(
                    index,
                    links.result(spec.id(), index),
                    result.image().mediaType(),
                    result.image().width(),
                    result.image().height(),
                    result.image().sha256(),
                    JobViewFold.shortName(
                            result.candidate().round(), result.candidate().index()),
                    JobViewFold.shortName(result.from().round(), result.from().index()),
                    result.scorecard().quality().score(),
                    controls(result.scorecard().quality().parts()),
                    Prompt.of(result.scorecard().prompt()),
                    result.scorecard().references().stream().map(Score::of).toList(),
                    result.scorecard().policyDigest(),
                    view.candidate(
                                    result.candidate().round(),
                                    result.candidate().index())
                            .map(JobView.Candidate::layout)
                            .orElse(null)));
        }
        return all;
    }

    private static @Nullable Map<String, Double> controls(Map<String, Double> parts) {
        Map<String, Double> measured = new TreeMap<>();
        parts.forEach((name, value) -> {
            if (name.startsWith(CONTROL)) {
                measured.put(name.substring(CONTROL.length()), value);
            }
        });
        return measured.isEmpty() ? null : measured;
    }
}
