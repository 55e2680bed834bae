package dev.refinery.contracts.codec;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.GateMargin;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event of each kind, as rich as it gets; the golden files were written from these. */
public final class Examples {
    static final Instant SUBMITTED = Instant.parse("2026-11-23T15:00:00Z");
    static final JobId JOB = JobId.parse("019ab155-7f80-7000-8000-00000000002a");
    static final TenantId TENANT = new TenantId("acme");
    static final CandidateId CANDIDATE = new CandidateId(JOB, 1, 3);
    static final CandidateId FINAL = CandidateId.finalRender(JOB, 0);
    static final String DIGEST = "5e".repeat(32);

    private Examples() {}

    public static List<Event> all() {
        return List.of(
                new JobEvent.JobSubmitted(spec()),
                new JobEvent.JobCancelRequested(JOB, SUBMITTED.plusSeconds(9)),
                new JobEvent.JobContinued(JOB, 2, SUBMITTED.plusSeconds(60)),
                new JobEvent.JobDeleted(JOB, TENANT, SUBMITTED.plusSeconds(90)),
                new JobEvent.ResultsDelivered(
                        JOB,
                        TENANT,
                        List.of(
                                new JobEvent.Delivery(FINAL, "catalog/" + JOB + "/result-0.webp", null),
                                new JobEvent.Delivery(
                                        CandidateId.finalRender(JOB, 1),
                                        "catalog/" + JOB + "/result-1.webp",
                                        "bucket shop does not exist")),
                        SUBMITTED.plusSeconds(33)),
                task(),
                new CandidateEvent.CandidateGenerated(
                        CANDIDATE,
                        TENANT,
                        TaskEvent.Purpose.PREVIEW,
                        image("acme/cand/" + JOB + "/1/3.png", 384, 384),
                        DIGEST,
                        references(),
                        "catalog@1",
                        List.of(placement()),
                        new CandidateEvent.Cost(0.118, 1, 231_044)),
                new CandidateEvent.CandidateFailed(
                        CANDIDATE, TENANT, "low_confidence_cutout", "the cut-out of mug is not sure", "mug", true),
                new ScoreEvent.CandidateScored(
                        CANDIDATE,
                        image("acme/cand/" + JOB + "/1/3.png", 384, 384),
                        DIGEST,
                        List.of(placement()),
                        scorecard(),
                        null),
                new ScoreEvent.CandidateUnscorable(CANDIDATE, "image_undecodable", "the stored bytes are damaged"),
                feedback(),
                new OutcomeEvent.JobSucceeded(
                        JOB,
                        TENANT,
                        OutcomeEvent.Quality.ACCEPTED,
                        List.of(new OutcomeEvent.Result(
                                FINAL,
                                CANDIDATE,
                                image("acme/final/" + JOB + "/result-0.webp", 1024, 1024),
                                scorecard())),
                        2,
                        17,
                        "Every gate was met in round 2; table was hardest.",
                        SUBMITTED.plusSeconds(31),
                        null),
                new OutcomeEvent.JobFailed(
                        JOB,
                        TENANT,
                        "infeasible",
                        "mug and table cannot both be kept",
                        "table",
                        2,
                        16,
                        SUBMITTED,
                        null),
                new OutcomeEvent.JobCanceled(JOB, TENANT, 1, 8, SUBMITTED.plusSeconds(12), null, null),
                new OutcomeEvent.JobExpired(JOB, TENANT, 3, 24, SUBMITTED.plusSeconds(900), null, null),
                new UsageEvent.CandidateMetered(
                        CANDIDATE,
                        TENANT,
                        "generate",
                        new CandidateEvent.Cost(0.118, 1, 231_044),
                        SUBMITTED.plusSeconds(3)));
    }

    public static Map<String, Event> byName() {
        Map<String, Event> examples = new LinkedHashMap<>();
        all().forEach(event -> examples.put(EventTypes.nameOf(event), event));
        return examples;
    }

    /** A continuation as it is written since continuations are numbered. */
    static JobEvent.JobContinued numbered() {
        return new JobEvent.JobContinued(JOB, 2, SUBMITTED.plusSeconds(60), 1, 12, SUBMITTED.plusSeconds(960));
    }

    /** A job with labels that replays another one. */
    static JobEvent.JobSubmitted labelled() {
        return submitted(List.of("spring", "team/eu"), JobId.parse("019ab155-7f80-7000-8000-000000000029"), null);
    }

    /** A job whose results are wanted elsewhere. */
    static JobEvent.JobSubmitted destined() {
        return submitted(List.of(), null, new Destination("shop-images", "catalog/spring/"));
    }

    private static JobEvent.JobSubmitted submitted(
            List<String> labels, @Nullable JobId replayOf, @Nullable Destination destination) {
        JobSpec spec = spec();
        return new JobEvent.JobSubmitted(new JobSpec(
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
                spec.webhook(),
                spec.metadata(),
                labels,
                replayOf,
                destination));
    }

    static ImageRef image(String key, int width, int height) {
        return new ImageRef("refinery", key, DIGEST, "image/" + (key.endsWith("webp") ? "webp" : "png"), width, height);
    }

    static List<Reference> references() {
        return List.of(
                new Reference(
                        "mug",
                        Role.SUBJECT,
                        image("acme/ref/sha256/5e/" + DIGEST + ".png", 1200, 900),
                        image("acme/ref/sha256/5e/" + DIGEST + ".png", 1200, 900),
                        1.5,
                        0.8,
                        9.5),
                new Reference(
                        "table",
                        Role.BACKGROUND,
                        image("acme/ref/sha256/5e/" + DIGEST + ".png", 2048, 1365),
                        null,
                        1,
                        null,
                        null));
    }

    static JobSpec spec() {
        return new JobSpec(
                JOB,
                TENANT,
                SUBMITTED,
                "compositor@1",
                "@mug on @table",
                references(),
                output(),
                new RefinementSpec("catalog@1", 4, 8, RefinementSpec.OnMiss.RETURN_BEST),
                42,
                Lane.INTERACTIVE,
                SUBMITTED.plus(Duration.ofMinutes(15)),
                SUBMITTED.plus(Duration.ofDays(7)),
                "SKU-1",
                new WebhookSpec("https://shop.example/hooks", List.of("job.succeeded"), "main"),
                Map.of("season", "winter", "shelf", "A4"));
    }

    static OutputSpec output() {
        return new OutputSpec(1, 1024, 1024, ImageFormat.WEBP, "#F4F1EA", 0.6);
    }

    static TaskEvent.GenerationTask task() {
        return new TaskEvent.GenerationTask(
                CANDIDATE,
                TENANT,
                Lane.INTERACTIVE,
                TaskEvent.Purpose.PREVIEW,
                "compositor@1",
                "@mug on @table",
                42,
                genome(),
                references(),
                "catalog@1",
                output(),
                384,
                384,
                ImageFormat.PNG,
                SUBMITTED.plusSeconds(120));
    }

    /** The final render of a search candidate. */
    public static TaskEvent.GenerationTask winning() {
        TaskEvent.GenerationTask task = task();
        return new TaskEvent.GenerationTask(
                CandidateId.finalRender(JOB, 0),
                task.tenant(),
                task.lane(),
                TaskEvent.Purpose.FINAL,
                task.model(),
                task.prompt(),
                task.seed(),
                task.genome(),
                task.references(),
                task.policy(),
                task.output(),
                1024,
                1024,
                ImageFormat.WEBP,
                task.notAfter(),
                DIGEST,
                CANDIDATE);
    }

    /** A provider's picture. */
    public static UsageEvent.CandidateMetered priced() {
        return new UsageEvent.CandidateMetered(
                CANDIDATE,
                TENANT,
                "generate",
                new CandidateEvent.Cost(11.25, 1, 231_044, 0.042),
                SUBMITTED.plusSeconds(3));
    }

    /** A candidate whose latents a model of the scores chose: such came later. */
    public static TaskEvent.GenerationTask given() {
        TaskEvent.GenerationTask task = task();
        return new TaskEvent.GenerationTask(
                task.candidate(),
                task.tenant(),
                task.lane(),
                task.purpose(),
                task.model(),
                task.prompt(),
                task.seed(),
                Genome.of(
                        new NoiseProgram(List.of(new NoiseStep.Given(List.of(0.25, 0.0, -1.375)))),
                        Map.of("mug", 0.12, "table", -0.05)),
                task.references(),
                task.policy(),
                task.output(),
                task.width(),
                task.height(),
                task.format(),
                task.notAfter());
    }

    static Genome genome() {
        NoiseProgram noise = new NoiseProgram(List.of(
                new NoiseStep.Zero(),
                new NoiseStep.Fresh(0, 3),
                new NoiseStep.Rotate(1, 0.35, 1, 3),
                new NoiseStep.RedrawGroups(2, List.of("subject.1"), 0.9, 1, 3),
                new NoiseStep.Slerp(0, 3, 0.5),
                new NoiseStep.TakeGroups(4, 3, List.of("background", "style"))));
        return new Genome(
                noise,
                Map.of("mug", 0.12, "table", -0.05),
                Map.of("depth_of_field", 0.4),
                new Genome.Parent(new CandidateId(JOB, 0, 2), image("acme/cand/" + JOB + "/0/2.png", 384, 384), 0.6));
    }

    static Placement placement() {
        return new Placement(
                "mug",
                new Placement.Box(0.1, 0.05, 0.9, 0.95),
                new Placement.Box(0.31, 0.42, 0.64, 0.88),
                false,
                0.02,
                0.98,
                0.13,
                0,
                0.91,
                Placement.Cutout.BACKDROP,
                image("acme/cand/" + JOB + "/1/3.mug.mask.png", 384, 384));
    }

    static List<ReferenceScore> scores() {
        return List.of(
                new ReferenceScore(
                        "mug",
                        Role.SUBJECT,
                        0.61,
                        0.87,
                        0.8,
                        1.5,
                        null,
                        0.82,
                        Map.of("structure", 0.9, "delta_e_mean", 3.1)),
                new ReferenceScore(
                        "table", Role.BACKGROUND, 0.44, 0.71, 0.7, 1, "no region left to judge", null, Map.of()));
    }

    static Scorecard scorecard() {
        return new Scorecard(DIGEST, scores(), new QualityScore(0.93, 0.5, Map.of("sharpness", 0.95)));
    }

    static FeedbackEvent.RoundEvaluated feedback() {
        return new FeedbackEvent.RoundEvaluated(
                JOB,
                TENANT,
                1,
                FeedbackEvent.Verdict.REFINE,
                7,
                1,
                CANDIDATE,
                0.71,
                scores(),
                Map.of("mug", 0.4, "table", 0.6),
                Map.of("mug", 0.0, "table", 0.06),
                List.of(CANDIDATE, new CandidateId(JOB, 0, 2)),
                Map.of("focused", 3, "fresh", 2, "rotate", 2, "crossover", 1),
                "table falls short; the next round moves the background.",
                SUBMITTED.plusSeconds(8),
                null);
    }

    /** Every output control that came after the first six. */
    static OutputSpec controlled() {
        return new OutputSpec(
                2,
                1200,
                1200,
                ImageFormat.JPEG,
                "#FFFFFF",
                0.88,
                80,
                0.04,
                Alignment.CENTER,
                Shadow.NONE,
                List.of("#0A4D8C", "#f2b632"),
                OutputPreset.MARKETPLACE_WHITE);
    }

    /** A candidate that says what was asked of the picture. */
    public static CandidateEvent.CandidateGenerated generatedUnderControls() {
        CandidateEvent.CandidateGenerated made =
                (CandidateEvent.CandidateGenerated) Objects.requireNonNull(byName().get("candidate-generated.v1"));
        return new CandidateEvent.CandidateGenerated(
                made.candidate(),
                made.tenant(),
                made.purpose(),
                made.image(),
                made.bundleDigest(),
                made.references(),
                made.policy(),
                made.placements(),
                made.cost(),
                "@mug on @table",
                DIGEST,
                controlled());
    }

    /** A candidate that a vision judge gave reasons for: they came after the cost. */
    public static ScoreEvent.CandidateScored reasoned() {
        ScoreEvent.CandidateScored scored =
                (ScoreEvent.CandidateScored) Objects.requireNonNull(explained().get("candidate-scored.v1"));
        return new ScoreEvent.CandidateScored(
                scored.candidate(),
                scored.image(),
                scored.bundleDigest(),
                scored.placements(),
                scored.scorecard(),
                scored.cost(),
                Map.of("mug", "The handle sits on the other side.", "table", "Same wood, but the knot is gone."));
    }

    /** The events that grew components after their golden files were written, with these. */
    public static Map<String, Event> explained() {
        GateMargin hardest = new GateMargin("table", Role.BACKGROUND, 0.61, 0.75, -0.14);
        FeedbackEvent.RoundEvaluated round = feedback();
        OutcomeExplanation ending = new OutcomeExplanation(
                StopReason.BUDGET_SPENT, hardest, new OutcomeExplanation.JobCost(4, 31, 1, 3.75, 32));
        OutcomeExplanation early =
                new OutcomeExplanation(StopReason.CANCELED, null, new OutcomeExplanation.JobCost(0, 0, 0, null, 0));
        Map<String, Event> examples = new LinkedHashMap<>();
        List.of(
                        new ScoreEvent.CandidateScored(
                                CANDIDATE,
                                image("acme/cand/" + JOB + "/1/3.png", 384, 384),
                                DIGEST,
                                List.of(placement()),
                                scorecard(),
                                new CandidateEvent.Cost(0.118, 1, 231_044)),
                        new FeedbackEvent.RoundEvaluated(
                                round.job(),
                                round.tenant(),
                                round.round(),
                                round.verdict(),
                                round.candidatesJudged(),
                                round.candidatesFailed(),
                                round.best(),
                                round.bestWorstScore(),
                                round.bestScores(),
                                round.weights(),
                                round.guidance(),
                                round.elites(),
                                round.plan(),
                                "Round 2 of 4: table misses its gate by 0.14 (0.61 of 0.75); the next round tries 8"
                                        + " candidates: 3 focused on table, 2 fresh, 2 near the best and 1 combining the"
                                        + " best.",
                                round.evaluatedAt(),
                                new RoundExplanation(
                                        List.of(hardest),
                                        new QualityScore(0.93, 0.5, Map.of()),
                                        null,
                                        false,
                                        List.of(
                                                new RoundExplanation.Move("focused", 3, Map.of("table", 3)),
                                                new RoundExplanation.Move("fresh", 2, Map.of()),
                                                new RoundExplanation.Move("rotate", 2, Map.of()),
                                                new RoundExplanation.Move("crossover", 1, Map.of())),
                                        List.of(
                                                new RoundExplanation.Shift("mug", 0.45, 0.4),
                                                new RoundExplanation.Shift("table", 0.55, 0.6)),
                                        List.of(new RoundExplanation.Shift("table", 0, 0.06)))),
                        new OutcomeEvent.JobSucceeded(
                                JOB,
                                TENANT,
                                OutcomeEvent.Quality.BELOW_GATE,
                                List.of(new OutcomeEvent.Result(
                                        FINAL,
                                        CANDIDATE,
                                        image("acme/final/" + JOB + "/result-0.webp", 1024, 1024),
                                        scorecard())),
                                4,
                                31,
                                "The budget is spent.",
                                SUBMITTED.plusSeconds(31),
                                ending),
                        new OutcomeEvent.JobFailed(
                                JOB, TENANT, "below_gate", "The budget is spent.", "table", 4, 31, SUBMITTED, ending),
                        new OutcomeEvent.JobCanceled(JOB, TENANT, 0, 0, SUBMITTED, "The client canceled it.", early),
                        new OutcomeEvent.JobExpired(JOB, TENANT, 0, 0, SUBMITTED, "The deadline passed.", early))
                .forEach(event -> examples.put(EventTypes.nameOf(event), event));
        return examples;
    }
}
