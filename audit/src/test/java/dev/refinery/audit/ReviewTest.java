package dev.refinery.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.EventTypes;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A whole job, decided by the controller on a deployment with a deadline of its own, and then decided again. */
class ReviewTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    private static final JobId JOB = JobId.of(T0, 1, 2);
    private static final GeneratorProfile PROFILE = new GeneratorProfile(LatentSpace.ungrouped(12), 384);

    @Test
    void aJobIsDecidedAgainAsItWas() {
        Review.Findings findings = review(life());
        assertThat(findings.divergences()).isEmpty();
        assertThat(findings.missing()).isEmpty();
        assertThat(findings.ended()).isTrue();
        assertThat(findings.decisions()).isEqualTo(5);
        JobSucceeded end = (JobSucceeded) life().getLast();
        assertThat(end.explanation().cost().timed()).isEqualTo(13);
        assertThat(end.sentence())
                .endsWith("It took 12 candidates in 3 rounds and 1 full-size render, 1.3 device-seconds.");
    }

    @Test
    void anAlteredWeightIsNamedWithRoundAndField() {
        List<Chain.Link> links = links(life());
        Chain.Link round = links.stream()
                .filter(l -> l.type().contains("round-evaluated"))
                .skip(1)
                .findFirst()
                .orElseThrow();
        ((ObjectNode) round.payload().path("weights")).put("mug", 0.123);
        assertThat(Review.of(Story.of(Chain.of(links)), PROFILE).divergences())
                .singleElement()
                .asString()
                .startsWith("round 1: weights.mug is 0.123 on the log");
    }

    @Test
    void anAlteredScoreShowsInWhatItLedTo() {
        List<Chain.Link> links = links(life());
        Chain.Link score = links.stream()
                .filter(l -> l.type().contains("candidate-scored"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) score.payload().path("scorecard").path("references").get(0)).put("score", 0.95);
        assertThat(Review.of(Story.of(Chain.of(links)), PROFILE).divergences())
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d).startsWith("round 0"));
    }

    @Test
    void aGenomeThatTheControllerDidNotPlanIsNamed() {
        List<Chain.Link> links = links(life());
        Chain.Link task = links.stream()
                .filter(l -> l.type().contains("generation-task") && l.id().contains("/2/1"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) task.payload().path("genome").path("noise").path("steps").get(0)).put("index", 77);
        assertThat(Review.of(Story.of(Chain.of(links)), PROFILE).divergences())
                .singleElement()
                .asString()
                .startsWith("round 1: task " + JOB + "/2/1: genome.noise.steps[0].index");
    }

    @Test
    void expiredTasksAreNamedAndDerived() {
        Review.Findings findings = review(without(e -> e instanceof GenerationTask));
        assertThat(findings.missing()).hasSize(13).anySatisfy(m -> assertThat(m).contains("refinery.tasks"));
        assertThat(findings.tasks()).hasSize(13);
    }

    @Test
    void expiredScoresAreNamed() {
        Review.Findings findings = review(
                without(e -> e instanceof CandidateScored s && s.candidate().round() == 1));
        assertThat(findings.divergences()).isEmpty();
        assertThat(findings.missing()).containsExactly("round 1: 4 of 4 scores (refinery.scores)");
    }

    @Test
    void tasksThatWaitedAreNoDivergence() {
        List<Event> waited = life().stream()
                .map(e -> e instanceof GenerationTask t
                        ? t.until(t.notAfter().plusSeconds(20L * t.candidate().index()))
                        : e)
                .toList();
        Review.Findings findings = review(waited);
        assertThat(findings.agrees()).isTrue();
        assertThat(findings.ended()).isTrue();
    }

    @Test
    void roundThatEndedWhenTheTimeOfItsLastTaskWasOverIsDecidedAgain() {
        RefinementController controller =
                new RefinementController(PROFILE, SearchPolicy.standard().withRoundDeadline(Duration.ofSeconds(77)));
        Decision first = controller.decide(null, new Observation.Submitted(spec()), T0);
        Instant handedOut = T0.plusSeconds(300);
        List<Event> events = new ArrayList<>(List.of(new JobSubmitted(spec())));
        first.tasks().forEach(t -> events.add(t.until(handedOut.plusSeconds(77))));
        JobState.Active held = ((JobState.Active) first.state()).heldBack();
        assertThat(controller.decide(held, new Observation.Tick(), handedOut).evaluated())
                .as("nothing is overdue while tasks wait")
                .isNull();
        CandidateScored only = scored(first.tasks().getFirst());
        events.add(only);
        Decision arrived = controller.decide(
                held.handedOut(handedOut.plusSeconds(77)), Observation.of(only).orElseThrow(), handedOut);
        Decision over = controller.decide(arrived.state(), new Observation.Tick(), handedOut.plusSeconds(78));
        events.add(over.evaluated());
        events.addAll(over.tasks());
        assertThat(over.evaluated().candidatesFailed()).isEqualTo(3);
        Review.Findings findings = review(events);
        assertThat(findings.divergences()).isEmpty();
        assertThat(findings.missing()).isEmpty();
        assertThat(findings.decisions()).isEqualTo(2);
    }

    @Test
    void tasksThatWaitedWhenTheJobWasCanceledAreNotMissing() {
        RefinementController controller = new RefinementController(PROFILE, SearchPolicy.standard());
        Decision first = controller.decide(null, new Observation.Submitted(spec()), T0);
        Decision canceled = controller.decide(first.state(), new Observation.CancelRequested(), T0.plusSeconds(9));
        Review.Findings findings =
                review(List.of(new JobSubmitted(spec()), first.tasks().getFirst(), canceled.outcome()));
        assertThat(findings.agrees()).isTrue();
        assertThat(findings.ended()).isTrue();
    }

    @Test
    void anExpiredSubmissionIsNamed() {
        assertThat(review(without(e -> e instanceof JobSubmitted)).missing())
                .singleElement()
                .asString()
                .contains("submission");
    }

    @Test
    void aMissingEndingIsADivergence() {
        assertThat(review(without(e -> e instanceof JobSucceeded)).ended()).isFalse();
    }

    private static Review.Findings review(List<Event> events) {
        return Review.of(Story.of(Chain.of(links(events))), PROFILE);
    }

    private static List<Event> without(Predicate<Event> gone) {
        return life().stream().filter(gone.negate()).toList();
    }

    private static List<Chain.Link> links(List<Event> events) {
        List<Chain.Link> links = new ArrayList<>();
        for (Event event : events) {
            links.add(new Chain.Link(
                    "dev.refinery." + EventTypes.nameOf(event),
                    event instanceof GenerationTask t ? t.candidate().toString() : event.job() + "/" + links.size(),
                    T0.plusSeconds(links.size()),
                    Json.mapper().valueToTree(event)));
        }
        return links;
    }

    private static List<Event> life() {
        RefinementController controller =
                new RefinementController(PROFILE, SearchPolicy.standard().withRoundDeadline(Duration.ofSeconds(77)));
        List<Event> events = new ArrayList<>(List.of(new JobSubmitted(spec())));
        Instant now = T0.plusMillis(5);
        Decision decision = controller.decide(null, new Observation.Submitted(spec()), now);
        List<GenerationTask> tasks = new ArrayList<>(decision.tasks());
        events.addAll(tasks);
        while (!tasks.isEmpty()) {
            GenerationTask task = tasks.removeFirst();
            CandidateScored scored = scored(task);
            events.add(scored);
            now = now.plusMillis(317);
            decision =
                    controller.decide(decision.state(), Observation.of(scored).orElseThrow(), now);
            RoundEvaluated round = decision.evaluated();
            if (round != null) {
                events.add(round);
            }
            events.addAll(decision.tasks());
            tasks.addAll(decision.tasks());
            if (decision.outcome() != null) {
                events.add(decision.outcome());
            }
        }
        return events;
    }

    private static CandidateScored scored(GenerationTask task) {
        return new CandidateScored(
                task.candidate(), image(), "a".repeat(64), List.of(), card(task), new Cost(0.1, 1, 1));
    }

    private static Scorecard card(GenerationTask task) {
        double score = 0.3
                + 0.03 * task.candidate().index()
                + (task.candidate().isFinal() ? 0 : 0.05 * task.candidate().round());
        return new Scorecard(
                "f".repeat(64),
                List.of(
                        new ReferenceScore("mug", Role.SUBJECT, score, score, 0.7, 1, null, null, Map.of()),
                        new ReferenceScore("table", Role.BACKGROUND, 0.6, 0.6, 0.7, 1, null, null, Map.of())),
                new QualityScore(0.9, 0.3, Map.of()));
    }

    private static ImageRef image() {
        return new ImageRef("refinery", "k", "0".repeat(64), "image/png", 640, 480);
    }

    private static JobSpec spec() {
        return new JobSpec(
                JOB,
                TenantId.DEFAULT,
                T0,
                "compositor@1",
                "a mug",
                List.of(
                        new Reference("mug", Role.SUBJECT, image(), null, 1, 0.7, null),
                        new Reference("table", Role.BACKGROUND, image(), null, 1, 0.7, null)),
                new OutputSpec(1, 640, 480, ImageFormat.PNG, null, null),
                new RefinementSpec("catalog@1", 3, 4, RefinementSpec.OnMiss.RETURN_BEST),
                -42,
                Lane.INTERACTIVE,
                T0.plus(Duration.ofMinutes(15)),
                T0.plus(Duration.ofDays(7)),
                null,
                null,
                Map.of());
    }
}
