package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.gateway.app.AssetId;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProgressLog;
import dev.refinery.gateway.domain.ResultLink;
import dev.refinery.gateway.domain.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A job as clients see it: what was asked for, with every default filled in, and where it stands. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Job", description = "What was asked for, with every default filled in, and where it stands.")
public record JobResource(
        String id,
        JobStatus status,
        @Nullable Quality outcome,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        String model,
        String prompt,
        List<ReferenceResource> references,
        OutputResource output,
        RefinementResource refinement,
        long seed,
        Lane priority,
        Instant deadline,
        Instant retainUntil,
        @Nullable String externalId,
        @Nullable WebhookResource webhook,
        Map<String, String> metadata,
        List<String> labels,

        @Schema(description = "The job that this one was made from by a replay.") @Nullable
        String replayOf,

        @Nullable DestinationResource destination,
        int continuations,
        CostResource cost,

        @Schema(description = "While the job is queued and this gateway knows all that wait.") @Nullable
        QueueResource queue,

        ProgressResource progress,
        List<ResultLink> results,
        JobView.@Nullable Failure failure,
        @Nullable String sentence,
        @Nullable OutcomeExplanation explanation,
        Urls urls) {

    /** @param asset id under which the stored picture can be used again */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobReference")
    public record ReferenceResource(
            String name,
            Role role,
            String asset,
            @Nullable String mask,
            double weight,
            @Nullable Double gate,
            @Nullable Double heightCm,
            int width,
            int height) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobOutput")
    public record OutputResource(
            int count,
            String size,
            ImageFormat format,
            @Nullable String background,
            @Nullable Double subjectFill,
            @Nullable Integer quality,
            @Nullable Double padding,
            @Nullable Alignment align,
            @Nullable Shadow shadow,
            @Nullable List<String> palette,
            @Nullable OutputPreset preset) {
        static OutputResource of(OutputSpec output) {
            return new OutputResource(
                    output.count(),
                    output.width() + "x" + output.height(),
                    output.format(),
                    output.background(),
                    output.subjectFill(),
                    output.quality(),
                    output.padding(),
                    output.align(),
                    output.shadow(),
                    output.palette(),
                    output.preset());
        }
    }

    /** @param policyDigest sha256 of the document that the job is judged under; absent in jobs of old */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobRefinement")
    public record RefinementResource(
            String policy,
            @Nullable String policyDigest,
            int maxRounds,
            int candidates,
            RefinementSpec.OnMiss onMiss) {}

    @Schema(name = "JobWebhook")
    public record WebhookResource(String url, List<String> events) {}

    /** @param round the 0-based search round that is worked on, or was last */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobProgress")
    public record ProgressResource(
            int round,
            int maxRounds,
            int roundsCompleted,
            int candidatesDone,
            int candidatesFailed,
            int candidatesTotal,
            @Nullable Standing best) {}

    /** @param deliveries what became of each result's copy; empty before the first */
    @Schema(name = "JobDestination")
    public record DestinationResource(String bucket, String prefix, List<DeliveryResource> deliveries) {
        static DestinationResource of(Destination destination, JobView view) {
            List<DeliveryResource> deliveries = new ArrayList<>();
            view.lastEnding()
                    .ifPresent(last -> last.results()
                            .forEach(result -> view.deliveries().stream()
                                    .filter(d -> d.candidate().equals(result.candidate()))
                                    .findFirst()
                                    .ifPresent(d -> deliveries.add(new DeliveryResource(
                                            last.results().indexOf(result),
                                            d.failure() == null ? d.key() : null,
                                            d.failure())))));
            return new DestinationResource(destination.bucket(), destination.prefix(), deliveries);
        }
    }

    /**
     * @param index of the result
     * @param key of the copy, absent when there is none
     * @param failure why there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobDelivery")
    public record DeliveryResource(
            int index, @Nullable String key, @Nullable String failure) {}

    /**
     * What the judged candidates of the job took so far, continuations included.
     *
     * @param candidates previews and full-size renders that were judged
     * @param counted how many of them told their cost, over which the rest adds up
     * @param functionEvaluations of the generator, NFE
     * @param bytesStored pictures and masks as they were stored
     * @param providerDollars what providers take for the pictures, absent = no price is known
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "JobCost",
            description = "What the judged candidates of the job took so far, continuations included.")
    public record CostResource(
            int candidates,
            int counted,
            double deviceSeconds,
            long functionEvaluations,
            long bytesStored,
            @Nullable Double providerDollars) {
        static CostResource of(JobView view) {
            List<CandidateEvent.Cost> costs = view.candidates().stream()
                    .map(JobView.Candidate::cost)
                    .filter(Objects::nonNull)
                    .toList();
            return new CostResource(
                    (int) view.candidates().stream()
                            .filter(c -> c.failure() == null)
                            .count(),
                    costs.size(),
                    // Summed as whole microseconds: the order of arrival does not show.
                    costs.stream()
                                    .mapToLong(c -> Math.round(c.deviceSeconds() * 1e6))
                                    .sum()
                            / 1e6,
                    costs.stream()
                            .mapToLong(CandidateEvent.Cost::functionEvaluations)
                            .sum(),
                    costs.stream().mapToLong(CandidateEvent.Cost::bytesOut).sum(),
                    dollars(costs));
        }

        private static @Nullable Double dollars(List<CandidateEvent.Cost> costs) {
            List<Double> prices = costs.stream()
                    .map(CandidateEvent.Cost::price)
                    .filter(Objects::nonNull)
                    .toList();
            return prices.isEmpty()
                    ? null
                    : prices.stream()
                                    .mapToLong(price -> Math.round(price * 1e6))
                                    .sum()
                            / 1e6;
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "JobUrls")
    public record Urls(
            String self,
            String events,
            String rounds,
            String cancel,
            @JsonProperty("continue") String continuation,
            String replay,
            List<String> results) {}

    /**
     * Where a queued job waits.
     *
     * @param position among the jobs of its priority that wait for their first candidate, 1 = the next
     * @param startsInSeconds as jobs of this priority waited lately, absent when too few did
     * @param samples over how many of them it was measured
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "JobQueue")
    public record QueueResource(int position, @Nullable Double startsInSeconds, int samples) {
        static QueueResource of(WaitingJobs.Place place) {
            Duration startsIn = place.startsIn();
            return new QueueResource(
                    place.position(), startsIn == null ? null : startsIn.toMillis() / 1e3, place.samples());
        }
    }

    static JobResource of(JobView view, JobLinks links, WaitingJobs waiting) {
        JobSpec spec = Objects.requireNonNull(view.spec());
        JobView.Ending ending = view.ending();
        List<ResultLink> results = view.lastEnding()
                .map(last -> ResultLink.of(spec, last.results(), links, view))
                .orElse(List.of());
        return new JobResource(
                spec.id().toString(),
                view.status(),
                ending == null ? null : ending.outcome(),
                spec.submittedAt(),
                view.startedAt(),
                ending == null ? null : ending.at(),
                spec.model(),
                spec.prompt(),
                spec.references().stream()
                        .map(r -> new ReferenceResource(
                                r.name(),
                                r.role(),
                                assetOf(r.image()),
                                r.mask() == null ? null : assetOf(r.mask()),
                                r.weight(),
                                r.gate(),
                                r.heightCm(),
                                r.image().width(),
                                r.image().height()))
                        .toList(),
                OutputResource.of(spec.output()),
                new RefinementResource(
                        spec.refinement().policy(),
                        spec.refinement().policyDigest(),
                        spec.refinement().maxRounds(),
                        spec.refinement().candidates(),
                        spec.refinement().onMiss()),
                spec.seed(),
                spec.lane(),
                view.deadline(),
                spec.retainUntil(),
                spec.externalId(),
                spec.webhook() == null
                        ? null
                        : new WebhookResource(
                                spec.webhook().url(), spec.webhook().events()),
                spec.metadata(),
                spec.labels(),
                spec.replayOf() == null ? null : spec.replayOf().toString(),
                spec.destination() == null ? null : DestinationResource.of(spec.destination(), view),
                view.continuations().size(),
                CostResource.of(view),
                waiting.placeOf(view).map(QueueResource::of).orElse(null),
                progress(view),
                results,
                ending == null ? null : ending.failure(),
                ending != null
                        ? ending.sentence()
                        : view.rounds().isEmpty()
                                ? null
                                : view.rounds().getLast().sentence(),
                ending == null ? null : ending.explanation(),
                new Urls(
                        links.job(spec.id()),
                        links.events(spec.id()),
                        links.rounds(spec.id()),
                        links.cancel(spec.id()),
                        links.continuation(spec.id()),
                        links.replay(spec.id()),
                        results.stream().map(ResultLink::url).toList()));
    }

    private static String assetOf(ImageRef image) {
        return AssetId.ofSha256(image.sha256()).toString();
    }

    private static ProgressResource progress(JobView view) {
        JobView.Budget budget = view.budget();
        IntStream seen =
                view.candidates().stream().mapToInt(JobView.Candidate::round).filter(r -> r != CandidateId.FINAL_ROUND);
        int lost = (int)
                view.candidates().stream().filter(c -> c.failure() != null).count();
        return new ProgressResource(
                seen.max().orElse(0),
                budget.rounds(),
                view.rounds().size(),
                view.candidates().size(),
                lost,
                budget.total(),
                ProgressLog.bestOf(view));
    }
}
