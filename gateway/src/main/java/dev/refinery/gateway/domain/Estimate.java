package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job would take: how many pictures, by its own words; and how much time, by what recent jobs took. Pure.
 *
 * @param deviceSeconds of the devices that render; null = too few jobs to tell
 * @param durationSeconds from the submission to the end, waiting included; null = too few jobs to tell
 * @param bytesStored pictures and masks; null = too few jobs to tell
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(
        Candidates candidates,
        @Nullable Range deviceSeconds,
        @Nullable Range durationSeconds,
        @Nullable Range bytesStored,
        Basis basis) {
    /** Fewer jobs say nothing. */
    static final int FEWEST_JOBS = 3;

    /** A render that misses a gate which its preview met sends the next best, so often beyond the results asked for. */
    private static final int SPARE_RENDERS = 2;

    /**
     * @param previewsMin one round, which is accepted
     * @param previewsMax every round
     * @param rendersMin full-size pictures, one for each result
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Candidates(int previewsMin, int previewsMax, int rendersMin, int rendersMax) {}

    /**
     * @param low the fewest pictures at the price of the lower quartile
     * @param high the most pictures at the price of the upper quartile
     */
    public record Range(double low, double high) {}

    /**
     * @param jobs how many of the tenant's latest jobs were measured
     * @param oldest when the oldest of them ended; null = none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Basis(
            int jobs, String model, Lane priority, @Nullable Instant oldest) {}

    /** What one ended job took for each of its pictures. */
    private record Measured(
            double preview,
            double render,
            double waited,
            double runPerPicture,
            double bytesPerPicture,
            Instant endedAt) {}

    /** @param recent jobs of any kind; those that say something about this one are picked */
    public static Estimate of(JobRequest request, List<JobView> recent) {
        int each = request.refinement().candidates();
        int count = request.output().count();
        Candidates candidates =
                new Candidates(each, each * request.refinement().maxRounds(), count, count + SPARE_RENDERS);
        Lane lane = Lane.parse(request.priority());
        List<Measured> measured = recent.stream()
                .map(view -> measure(view, request.model(), lane))
                .flatMap(Optional::stream)
                .toList();
        Instant oldest = measured.stream()
                .map(Measured::endedAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Basis basis = new Basis(measured.size(), request.model(), lane, oldest);
        if (measured.size() < FEWEST_JOBS) {
            return new Estimate(candidates, null, null, null, basis);
        }
        double megapixels =
                megapixels(request.output().width(), request.output().height());
        Quartiles preview =
                Quartiles.of(measured.stream().map(Measured::preview).toList());
        Quartiles render = Quartiles.of(measured.stream().map(Measured::render).toList());
        Quartiles wait = Quartiles.of(measured.stream().map(Measured::waited).toList());
        Quartiles run =
                Quartiles.of(measured.stream().map(Measured::runPerPicture).toList());
        Quartiles bytes =
                Quartiles.of(measured.stream().map(Measured::bytesPerPicture).toList());
        int fewest = candidates.previewsMin() + candidates.rendersMin();
        int most = candidates.previewsMax() + candidates.rendersMax();
        return new Estimate(
                candidates,
                new Range(
                        rounded(candidates.previewsMin() * preview.low()
                                + candidates.rendersMin() * render.low() * megapixels),
                        rounded(candidates.previewsMax() * preview.high()
                                + candidates.rendersMax() * render.high() * megapixels)),
                new Range(rounded(wait.low() + fewest * run.low()), rounded(wait.high() + most * run.high())),
                new Range(Math.rint(fewest * bytes.low()), Math.rint(most * bytes.high())),
                basis);
    }

    /** Empty for jobs of another kind, and those of which not every figure is known. */
    private static Optional<Measured> measure(JobView view, String model, Lane lane) {
        JobSpec spec = view.spec();
        JobView.Ending ending = view.ending();
        Instant startedAt = view.startedAt();
        if (spec == null
                || ending == null
                || startedAt == null
                || ending.status() != JobStatus.SUCCEEDED
                || !view.earlier().isEmpty()
                || spec.lane() != lane
                || !spec.model().equals(model)) {
            return Optional.empty();
        }
        List<CandidateEvent.Cost> previews = new ArrayList<>();
        List<CandidateEvent.Cost> renders = new ArrayList<>();
        for (JobView.Candidate candidate : view.candidates()) {
            if (candidate.cost() != null) {
                (candidate.fullSize() ? renders : previews).add(candidate.cost());
            }
        }
        if (previews.isEmpty() || renders.isEmpty()) {
            return Optional.empty();
        }
        int pictures = previews.size() + renders.size();
        double bytes = previews.stream()
                        .mapToLong(CandidateEvent.Cost::bytesOut)
                        .sum()
                + renders.stream().mapToLong(CandidateEvent.Cost::bytesOut).sum();
        return Optional.of(new Measured(
                mean(previews),
                mean(renders) / megapixels(spec.output().width(), spec.output().height()),
                seconds(spec.submittedAt(), startedAt),
                seconds(startedAt, ending.at()) / pictures,
                bytes / pictures,
                ending.at()));
    }

    private static double mean(List<CandidateEvent.Cost> costs) {
        return costs.stream()
                .mapToDouble(CandidateEvent.Cost::deviceSeconds)
                .average()
                .orElse(0);
    }

    private static double megapixels(int width, int height) {
        return width * (double) height / 1e6;
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1e3);
    }

    private static double rounded(double seconds) {
        return Math.rint(seconds * 1e3) / 1e3;
    }

    /** Of at least one value, by the nearest rank. */
    private record Quartiles(double low, double high) {
        static Quartiles of(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int last = sorted.size() - 1;
            return new Quartiles(
                    Objects.requireNonNull(sorted.get((int) Math.floor(last * 0.25))),
                    Objects.requireNonNull(sorted.get((int) Math.ceil(last * 0.75))));
        }
    }
}
