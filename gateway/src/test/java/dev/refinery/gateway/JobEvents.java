package dev.refinery.gateway;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small job's life as events: two rounds of two, one result. */
public final class JobEvents {
    public static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final String DIGEST = "0".repeat(64);

    public final JobId job;

    private final Instant start;

    private JobEvents(JobId job, Instant start) {
        this.job = job;
        this.start = start;
    }

    /** The events of a job that exists: they have happened by now, but not long ago, as what is old may be swept any minute. */
    public JobEvents(JobId job) {
        this(job, job.createdAt().minus(Duration.ofMinutes(2)));
    }

    public static JobEvents fresh(int number) {
        return new JobEvents(JobId.of(START, number, number), START);
    }

    public JobSubmitted submitted() {
        return submitted((WebhookSpec) null);
    }

    public JobSubmitted submitted(@Nullable WebhookSpec webhook) {
        return new JobSubmitted(new JobSpec(
                job,
                TenantId.DEFAULT,
                start,
                "compositor@1",
                "",
                List.of(new Reference("mug", Role.SUBJECT, image("ref"), null, 1, null, null)),
                new OutputSpec(1, 512, 512, ImageFormat.PNG, null, null),
                new RefinementSpec("catalog@1", 2, 2, OnMiss.RETURN_BEST),
                7,
                Lane.INTERACTIVE,
                start.plus(Duration.ofMinutes(15)),
                start.plus(Duration.ofDays(7)),
                "SKU-1",
                webhook,
                Map.of()));
    }

    /** A job that wants copies of its results. */
    public JobSubmitted submittedTo(Destination destination) {
        JobSpec spec = submitted().spec();
        return new JobSubmitted(new JobSpec(
                spec.id(),
                spec.tenant(),
                spec.submittedAt(),
                spec.model(),
                spec.prompt(),
                spec.references(),
                spec.output(),
                spec.refinement(),
                spec.seed(),
                spec.lane(),
                spec.deadline(),
                spec.retainUntil(),
                spec.externalId(),
                null,
                spec.metadata(),
                List.of(),
                null,
                destination));
    }

    public CandidateScored scored(int round, int index, double score) {
        return new CandidateScored(
                new CandidateId(job, round, index), image("c" + round + index), DIGEST, List.of(), card(score), null);
    }

    public CandidateEvent.CandidateFailed lost(int round, int index) {
        return new CandidateEvent.CandidateFailed(
                new CandidateId(job, round, index), TenantId.DEFAULT, "delivery_limit", "tried too often", null, false);
    }

    public RoundEvaluated evaluated(int round, Verdict verdict, int best, double worst) {
        return evaluated(round, verdict, 2, best, worst);
    }

    /** A round of which only candidate 1 was judged, and the other never came. */
    public RoundEvaluated timedOut(int round) {
        return evaluated(round, Verdict.REFINE, 1, 1, 0.6);
    }

    private RoundEvaluated evaluated(int round, Verdict verdict, int judged, int best, double worst) {
        return new RoundEvaluated(
                job,
                TenantId.DEFAULT,
                round,
                verdict,
                judged,
                2 - judged,
                new CandidateId(job, round, best),
                worst,
                card(worst).references(),
                Map.of("mug", 1.0),
                Map.of("mug", 0.0),
                List.of(new CandidateId(job, round, best)),
                Map.of("fresh", 2),
                "The mug falls short.",
                start.plusSeconds(10L * (round + 1)),
                null);
    }

    public JobSucceeded succeeded(ImageRef result) {
        return new JobSucceeded(
                job,
                TenantId.DEFAULT,
                Quality.ACCEPTED,
                List.of(new Result(CandidateId.finalRender(job, 0), new CandidateId(job, 1, 0), result, card(0.9))),
                2,
                4,
                "Every gate is met.",
                start.plusSeconds(30),
                null);
    }

    /** An ending below the gates, which may be continued. */
    public JobSucceeded belowGate(ImageRef result) {
        JobSucceeded accepted = succeeded(result);
        return new JobSucceeded(
                job,
                TenantId.DEFAULT,
                Quality.BELOW_GATE,
                accepted.results(),
                2,
                4,
                "The budget is spent.",
                accepted.endedAt(),
                null);
    }

    /** The ending of a continuation by one round. */
    public JobSucceeded succeededLater(ImageRef result) {
        JobSucceeded accepted = succeeded(result);
        return new JobSucceeded(
                job,
                TenantId.DEFAULT,
                Quality.ACCEPTED,
                accepted.results(),
                3,
                6,
                "Every gate is met.",
                start.plusSeconds(90),
                null);
    }

    public List<Event> life(ImageRef result) {
        return List.of(
                scored(0, 0, 0.4),
                scored(0, 1, 0.6),
                evaluated(0, Verdict.REFINE, 1, 0.6),
                scored(1, 0, 0.9),
                scored(1, 1, 0.5),
                evaluated(1, Verdict.ACCEPT, 0, 0.9),
                scored(CandidateId.FINAL_ROUND, 0, 0.9),
                succeeded(result));
    }

    /** The same life under a policy with a text encoder and a vision judge. */
    public static List<Event> looked(List<Event> life, PromptScore prompt, String reason) {
        return life.stream()
                .map(event -> switch (event) {
                    case CandidateScored s ->
                        new CandidateScored(
                                s.candidate(),
                                s.image(),
                                s.bundleDigest(),
                                s.placements(),
                                with(s.scorecard(), prompt),
                                s.cost(),
                                Map.of("mug", reason));
                    case JobSucceeded s ->
                        new JobSucceeded(
                                s.job(),
                                s.tenant(),
                                s.quality(),
                                s.results().stream()
                                        .map(r -> new Result(
                                                r.candidate(), r.from(), r.image(), with(r.scorecard(), prompt)))
                                        .toList(),
                                s.rounds(),
                                s.candidates(),
                                s.sentence(),
                                s.endedAt(),
                                s.explanation());
                    default -> event;
                })
                .toList();
    }

    private static Scorecard with(Scorecard card, PromptScore prompt) {
        return new Scorecard(card.policyDigest(), card.references(), card.quality(), prompt);
    }

    public ImageRef image(String name) {
        return new ImageRef("refinery", "default/" + name + ".png", DIGEST, "image/png", 64, 64);
    }

    private static Scorecard card(double score) {
        return new Scorecard(
                DIGEST,
                List.of(new ReferenceScore("mug", Role.SUBJECT, score, score, 0.8, 1, null, 0.7, Map.of())),
                new QualityScore(0.9, 0.4, Map.of()));
    }
}
