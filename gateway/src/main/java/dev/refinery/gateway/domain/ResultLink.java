package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * A finished picture.
 *
 * @param index position among the job's results, from 0
 * @param url serves the pixels; with {@code ?presigned} it answers a link to the object store instead
 * @param from the preview candidate that was rendered at full size
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
        List<Score> scores) {
    public ResultLink {
        scores = List.copyOf(scores);
    }

    public static List<ResultLink> of(JobSpec spec, List<Result> results, JobLinks links) {
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
                    result.scorecard().references().stream().map(Score::of).toList()));
        }
        return all;
    }
}
