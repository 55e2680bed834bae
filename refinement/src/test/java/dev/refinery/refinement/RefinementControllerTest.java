package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.JOB;
import static dev.refinery.refinement.Fixtures.T0;
import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.image;
import static dev.refinery.refinement.Fixtures.job;
import static dev.refinery.refinement.Fixtures.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefinementControllerTest {
    private static final Scorecard POOR = card(0.5, 0.5, 0.5);
    private static final Scorecard GOOD = card(0.9, 0.9, 0.9);

    private final RefinementController controller = new RefinementController(Fixtures.PROFILE, SearchPolicy.standard());
    private JobState state;

    private Decision observe(Observation observation, Instant now) {
        Decision decision = controller.decide(state, observation, now);
        state = decision.state();
        return decision;
    }

    private Decision submit(JobSpec spec) {
        return observe(new Observation.Submitted(spec), T0);
    }

    private Decision score(CandidateId candidate, Scorecard card) {
        return observe(new Observation.Scored(candidate, image(candidate.toString()), card), T0);
    }

    private Decision lose(CandidateId candidate, boolean fatal) {
        return observe(new Observation.Missing(candidate, "reference_unreadable", "broken", "mug", fatal), T0);
    }

    private Decision scoreRound(int round, int n, Scorecard card) {
        Decision last = Decision.keep(state);
        for (int i = 0; i < n; i++) {
            last = score(new CandidateId(JOB, round, i), card);
        }
        return last;
    }

    private static CandidateId finalAttempt(int attempt) {
        return CandidateId.finalRender(JOB, attempt);
    }

    @Test
    void firstRoundIsTheCanonicalCandidateAndIndependentDraws() {
        List<GenerationTask> tasks = submit(job(4, 8)).tasks();
        assertThat(tasks).hasSize(8);
        assertThat(tasks.get(0).genome().noise()).isEqualTo(NoiseProgram.CANONICAL);
        assertThat(tasks).extracting(t -> t.genome().noise()).doesNotHaveDuplicates();
        assertThat(tasks).allSatisfy(t -> {
            assertThat(t.purpose()).isEqualTo(Purpose.PREVIEW);
            assertThat(t.width()).isEqualTo(384);
            assertThat(t.height()).isEqualTo(288);
            assertThat(t.format()).isEqualTo(ImageFormat.PNG);
            assertThat(t.notAfter()).isEqualTo(T0.plus(Duration.ofMinutes(2)));
        });
    }

    @Test
    void incompleteRoundDecidesNothing() {
        submit(job(4, 3));
        Decision decision = scoreRound(0, 2, POOR);
        assertThat(decision.tasks()).isEmpty();
        assertThat(decision.evaluated()).isNull();
    }

    @Test
    void completeRoundPlansTheNext() {
        submit(job(4, 8));
        Decision decision = scoreRound(0, 8, POOR);
        RoundEvaluated evaluated = decision.evaluated();
        assertThat(evaluated.verdict()).isEqualTo(Verdict.REFINE);
        assertThat(evaluated.round()).isZero();
        assertThat(evaluated.candidatesJudged()).isEqualTo(8);
        assertThat(evaluated.plan().values().stream().mapToInt(n -> n).sum()).isEqualTo(8);
        assertThat(evaluated.sentence())
                .startsWith("Round 1 of 4: mug misses its gate by 0.20 (0.50 of 0.70)")
                .contains("; the next round tries 8 candidates: ")
                .contains(" focused on ");
        assertThat(evaluated.explanation().shortfalls().get(0).name()).isEqualTo("mug");
        assertThat(evaluated.explanation().shortfalls().get(0).margin()).isCloseTo(-0.2, within(1e-9));
        assertThat(evaluated.explanation().moves().stream()
                        .mapToInt(m -> m.count())
                        .sum())
                .isEqualTo(8);
        assertThat(evaluated.explanation().moves())
                .filteredOn(m -> m.operator().equals("focused"))
                .allSatisfy(m -> assertThat(m.focus()).isNotEmpty());
        assertThat(evaluated.explanation().stop()).isNull();
    }

    @Test
    void aRoundTellsWhichWeightRises() {
        submit(job(4, 4));
        RoundEvaluated evaluated = scoreRound(0, 4, card(0.9, 0.3, 0.9)).evaluated();
        assertThat(evaluated.sentence())
                .contains("table misses its gate by 0.40 (0.30 of 0.70); ")
                .contains("; the weight of table rises from 0.33 to 0.");
        assertThat(evaluated.explanation().weights()).hasSize(3);
    }

    @Test
    void completeRoundPlansAsManyTasks() {
        submit(job(4, 8));
        Decision decision = scoreRound(0, 8, POOR);
        assertThat(decision.tasks())
                .hasSize(8)
                .allSatisfy(t -> assertThat(t.candidate().round()).isEqualTo(1));
    }

    @Test
    void focusedProposalsServeTheReferenceFurthestFromItsGateFirst() {
        submit(job(4, 8));
        scoreRound(0, 8, card(0.65, 0.3, 0.6));
        Phase.Searching round = (Phase.Searching) ((JobState.Active) state).phase();
        Proposal first = round.plan().get(0);
        assertThat(first.operator()).isEqualTo(Operator.FOCUSED);
        assertThat(first.target()).isEqualTo("table");
        assertThat(first.genome()
                        .noise()
                        .steps()
                        .get(first.genome().noise().steps().size() - 1)
                        .toString())
                .contains("background.crop");
    }

    @Test
    void allGatesMetAcceptsAndRendersTheBestAtFullSize() {
        submit(job(4, 4));
        scoreRound(0, 3, POOR);
        Decision decision = score(new CandidateId(JOB, 0, 3), GOOD);
        assertThat(decision.evaluated().verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(decision.tasks()).singleElement().satisfies(t -> {
            assertThat(t.purpose()).isEqualTo(Purpose.FINAL);
            assertThat(t.candidate()).isEqualTo(finalAttempt(0));
            assertThat(t.winner()).isEqualTo(new CandidateId(JOB, 0, 3));
            assertThat(t.width()).isEqualTo(1024);
            assertThat(t.height()).isEqualTo(768);
            assertThat(t.format()).isEqualTo(ImageFormat.WEBP);
        });
        JobSucceeded outcome = (JobSucceeded) score(finalAttempt(0), GOOD).outcome();
        assertThat(outcome.quality()).isEqualTo(Quality.ACCEPTED);
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(outcome.candidates()).isEqualTo(4);
        assertThat(outcome.results()).singleElement().satisfies(r -> {
            assertThat(r.from()).isEqualTo(new CandidateId(JOB, 0, 3));
            assertThat(r.candidate()).isEqualTo(finalAttempt(0));
            assertThat(r.scorecard().references().get(0).parts()).isNotEmpty();
        });
        assertThat(state).isInstanceOf(JobState.Ended.class);
    }

    @Test
    void holdoutThatDisagreesKeepsTheSearchGoing() {
        Scorecard hacked = card(List.of(
                Fixtures.score("mug", 0.9, 0.7, 0.3),
                Fixtures.score("table", 0.9, 0.7, 0.3),
                Fixtures.score("ink", 0.9, 0.7, 0.3)));
        submit(job(2, 2));
        assertThat(scoreRound(0, 2, hacked).evaluated().verdict()).isEqualTo(Verdict.REFINE);
        assertThat(scoreRound(1, 2, hacked).evaluated().verdict()).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void winnerThatFailsAtFullSizeSendsTheNextBest() {
        submit(job(1, 2));
        score(new CandidateId(JOB, 0, 0), card(0.80, 0.80, 0.80));
        score(new CandidateId(JOB, 0, 1), card(0.95, 0.95, 0.95));
        Decision second = score(finalAttempt(0), card(0.95, 0.95, 0.60));
        assertThat(second.outcome()).isNull();
        assertThat(second.tasks()).singleElement().satisfies(t -> {
            assertThat(t.candidate()).isEqualTo(finalAttempt(1));
            assertThat(t.genome().noise()).isEqualTo(NoiseProgram.CANONICAL);
        });
        JobSucceeded outcome =
                (JobSucceeded) score(finalAttempt(1), card(0.8, 0.8, 0.8)).outcome();
        assertThat(outcome.quality()).isEqualTo(Quality.ACCEPTED);
        assertThat(outcome.results().get(0).candidate()).isEqualTo(finalAttempt(1));
    }

    @Test
    void whenEveryFinalMissesTheBestOfThemIsReturned() {
        submit(job(1, 4));
        scoreRound(0, 4, GOOD);
        assertThat(score(finalAttempt(0), card(0.6, 0.6, 0.9)).tasks()).hasSize(1);
        assertThat(score(finalAttempt(1), card(0.6, 0.9, 0.9)).tasks()).hasSize(1);
        JobSucceeded outcome =
                (JobSucceeded) score(finalAttempt(2), card(0.6, 0.6, 0.6)).outcome();
        assertThat(outcome.quality()).isEqualTo(Quality.BELOW_GATE);
        assertThat(outcome.results().get(0).candidate()).isEqualTo(finalAttempt(1));
        assertThat(outcome.sentence())
                .contains("not at full size")
                .contains("mug")
                .endsWith("It took 4 candidates in 1 round and 3 full-size renders.");
        assertThat(outcome.explanation().reason()).isEqualTo(StopReason.GATES_MET);
        assertThat(outcome.explanation().hardest().name()).isEqualTo("mug");
        assertThat(outcome.explanation().cost().finals()).isEqualTo(3);
    }

    @Test
    void severalResultsAreRenderedOneAtATime() {
        submit(job(1, 4, OnMiss.RETURN_BEST, 2));
        assertThat(scoreRound(0, 4, GOOD).tasks()).hasSize(1);
        assertThat(score(finalAttempt(0), GOOD).tasks()).hasSize(1);
        JobSucceeded outcome = (JobSucceeded) score(finalAttempt(1), GOOD).outcome();
        assertThat(outcome.results()).hasSize(2);
        assertThat(outcome.results()).extracting(OutcomeEvent.Result::from).doesNotHaveDuplicates();
    }

    @Test
    void failedRenderIsTriedTwiceThenTheJobFails() {
        submit(job(1, 1));
        scoreRound(0, 1, GOOD);
        assertThat(lose(finalAttempt(0), false).tasks())
                .singleElement()
                .extracting(GenerationTask::candidate)
                .isEqualTo(finalAttempt(1));
        JobFailed failed = (JobFailed) lose(finalAttempt(1), true).outcome();
        assertThat(failed.code()).isEqualTo("generation_failed");
        assertThat(failed.message()).contains("reference_unreadable");
    }

    @Test
    void overdueFinalIsTriedAgain() {
        submit(job(1, 1));
        scoreRound(0, 1, GOOD);
        Decision late = observe(new Observation.Tick(), T0.plus(Duration.ofMinutes(2)));
        assertThat(late.tasks())
                .singleElement()
                .extracting(GenerationTask::candidate)
                .isEqualTo(finalAttempt(1));
        assertThat(score(finalAttempt(0), GOOD).outcome()).isNull();
        assertThat(score(finalAttempt(1), GOOD).outcome()).isInstanceOf(JobSucceeded.class);
    }

    @Test
    void spentBudgetReturnsTheBestOrFailsAsTheClientChose() {
        submit(job(1, 2));
        assertThat(scoreRound(0, 2, POOR).evaluated().verdict()).isEqualTo(Verdict.EXHAUSTED);
        JobSucceeded returned = (JobSucceeded) score(finalAttempt(0), POOR).outcome();
        assertThat(returned.quality()).isEqualTo(Quality.BELOW_GATE);

        state = null;
        submit(job(1, 2, OnMiss.FAIL, 1));
        Decision decision = scoreRound(0, 2, card(0.6, 0.5, 0.8));
        JobFailed failed = (JobFailed) decision.outcome();
        assertThat(failed.code()).isEqualTo("below_gate");
        assertThat(failed.reference()).isEqualTo("table");
        assertThat(decision.evaluated().verdict()).isEqualTo(Verdict.EXHAUSTED);
        assertThat(decision.tasks()).isEmpty();
    }

    @Test
    void twoHopelessReferencesAreInfeasible() {
        submit(job(8, 12, OnMiss.FAIL, 1));
        Decision decision = scoreRound(0, 12, card(0.9, 0.05, 0.1));
        assertThat(decision.evaluated().verdict()).isEqualTo(Verdict.INFEASIBLE);
        JobFailed failed = (JobFailed) decision.outcome();
        assertThat(failed.code()).isEqualTo("infeasible");
        assertThat(failed.message()).contains("table").contains("ink");
    }

    @Test
    void oneHopelessReferenceIsNotInfeasible() {
        submit(job(8, 12, OnMiss.FAIL, 1));
        assertThat(scoreRound(0, 12, card(0.9, 0.9, 0.1)).evaluated().verdict()).isEqualTo(Verdict.REFINE);
    }

    @Test
    void staleRoundsRestartOnceAndThenStop() {
        submit(job(16, 2));
        List<Verdict> verdicts = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (int round = 0;
                round < 16 && state instanceof JobState.Active a && a.phase() instanceof Phase.Searching;
                round++) {
            RoundEvaluated evaluated = scoreRound(round, 2, round == 0 ? card(0.6, 0.6, 0.6) : POOR)
                    .evaluated();
            verdicts.add(evaluated.verdict());
            sentences.add(evaluated.sentence());
        }
        assertThat(verdicts).hasSize(7).last().isEqualTo(Verdict.EXHAUSTED);
        assertThat(sentences.get(3)).contains("leaves the best and tries 2 candidates: ");
        assertThat(sentences.get(6)).contains("after a restart");
    }

    @Test
    void rewardThatRisesWhileTheHoldoutFallsStopsTheSearch() {
        submit(job(16, 1));
        scoreRound(0, 1, divergent(0.40, 0.60));
        scoreRound(1, 1, divergent(0.50, 0.50));
        RoundEvaluated last = scoreRound(2, 1, divergent(0.60, 0.40)).evaluated();
        assertThat(last.verdict()).isEqualTo(Verdict.EXHAUSTED);
        assertThat(last.sentence()).contains("hold-out");
        Phase.Finalising finals = (Phase.Finalising) ((JobState.Active) state).phase();
        assertThat(finals.sources().get(0)).isEqualTo(new CandidateId(JOB, 0, 0));
    }

    private static Scorecard divergent(double score, double holdout) {
        return card(List.of(
                Fixtures.score("mug", score, 0.7, holdout),
                Fixtures.score("table", score, 0.7, holdout),
                Fixtures.score("ink", score, 0.7, holdout)));
    }

    @Test
    void roundDeadlineDecidesOnWhatArrived() {
        submit(job(4, 4));
        scoreRound(0, 2, POOR);
        assertThat(observe(new Observation.Tick(), T0.plusSeconds(119)).evaluated())
                .isNull();
        Decision decision = observe(new Observation.Tick(), T0.plusSeconds(120));
        assertThat(decision.evaluated().candidatesJudged()).isEqualTo(2);
        assertThat(decision.evaluated().candidatesFailed()).isEqualTo(2);
        assertThat(decision.tasks()).hasSize(4);
        assertThat(score(new CandidateId(JOB, 0, 3), GOOD).state()).isEqualTo(decision.state());
    }

    @Test
    void nothingTwiceFailsTheJob() {
        submit(job(4, 2));
        Decision first = observe(new Observation.Tick(), T0.plusSeconds(120));
        assertThat(first.evaluated().verdict()).isEqualTo(Verdict.REFINE);
        assertThat(first.tasks())
                .hasSize(2)
                .first()
                .satisfies(t -> assertThat(t.genome().noise()).isEqualTo(NoiseProgram.CANONICAL));
        lose(new CandidateId(JOB, 1, 0), false);
        JobFailed failed = (JobFailed) lose(new CandidateId(JOB, 1, 1), false).outcome();
        assertThat(failed.code()).isEqualTo("generation_failed");
        assertThat(failed.message()).contains("reference_unreadable");
    }

    @Test
    void anEmptyRoundCostsNoBudget() {
        submit(job(2, 1));
        lose(new CandidateId(JOB, 0, 0), false);
        assertThat(scoreRound(1, 1, POOR).evaluated().verdict()).isEqualTo(Verdict.REFINE);
        assertThat(scoreRound(2, 1, POOR).evaluated().verdict()).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void fatalFailureEndsTheJobNamingTheReference() {
        submit(job(4, 8));
        JobFailed failed = (JobFailed) lose(new CandidateId(JOB, 0, 5), true).outcome();
        assertThat(failed.code()).isEqualTo("reference_unreadable");
        assertThat(failed.reference()).isEqualTo("mug");
        assertThat(score(new CandidateId(JOB, 0, 1), GOOD).outcome()).isNull();
    }

    @Test
    void cancelAndExpiryEndTheJobOnce() {
        submit(job(4, 8));
        assertThat(observe(new Observation.CancelRequested(), T0).outcome())
                .isInstanceOf(OutcomeEvent.JobCanceled.class);
        assertThat(observe(new Observation.CancelRequested(), T0).outcome()).isNull();

        state = null;
        submit(job(4, 8));
        Instant deadline = T0.plus(Duration.ofMinutes(15));
        assertThat(observe(new Observation.Tick(), deadline).outcome()).isInstanceOf(OutcomeEvent.JobExpired.class);
        assertThat(observe(new Observation.Tick(), deadline).outcome()).isNull();
    }

    @Test
    void endedJobIsRememberedForItsRetention() {
        submit(job(4, 8));
        observe(new Observation.CancelRequested(), T0);
        assertThat(submit(job(4, 8)).tasks()).isEmpty();
        assertThat(observe(new Observation.Tick(), T0.plus(Duration.ofDays(6))).state())
                .isNotNull();
        assertThat(observe(new Observation.Tick(), T0.plus(Duration.ofDays(7))).state())
                .isNull();
    }

    @Test
    void continuationGoesOnFromTheElites() {
        submit(job(1, 2));
        scoreRound(0, 2, POOR);
        score(finalAttempt(0), POOR);
        Instant later = T0.plus(Duration.ofHours(2));
        Decision resumed = observe(new Observation.Continued(1), later);
        assertThat(resumed.tasks()).hasSize(2).allSatisfy(t -> {
            assertThat(t.candidate().round()).isEqualTo(1);
            assertThat(t.notAfter()).isAfter(later);
        });
        assertThat(observe(new Observation.Tick(), later.plusSeconds(1)).outcome())
                .isNull();
        assertThat(scoreRound(1, 2, GOOD).tasks())
                .singleElement()
                .extracting(GenerationTask::candidate)
                .isEqualTo(finalAttempt(1));
        JobSucceeded outcome = (JobSucceeded) score(finalAttempt(1), GOOD).outcome();
        assertThat(outcome.quality()).isEqualTo(Quality.ACCEPTED);
        assertThat(outcome.rounds()).isEqualTo(2);
    }

    @Test
    void numberedContinuationIsTakenUpOnce() {
        submit(job(1, 2));
        scoreRound(0, 2, POOR);
        score(finalAttempt(0), POOR);
        Instant deadline = T0.plus(Duration.ofHours(3));
        Observation first = new Observation.Continued(1, 1, 3, deadline);

        assertThat(observe(first, T0.plusSeconds(60)).tasks()).hasSize(3);
        assertThat(((JobState.Active) state).deadline()).isEqualTo(deadline);
        assertThat(observe(first, T0.plusSeconds(61)).tasks())
                .as("while it runs")
                .isEmpty();
        scoreRound(1, 3, POOR);
        score(finalAttempt(1), POOR);
        assertThat(observe(first, T0.plusSeconds(62)).tasks())
                .as("after it ended")
                .isEmpty();
        assertThat(observe(new Observation.Continued(1, 2, null, null), T0.plusSeconds(63))
                        .tasks())
                .as("the next one, with as many candidates")
                .hasSize(3);
    }

    @Test
    void expiredJobGoesOnFromWhatItHasLearned() {
        submit(job(4, 2));
        scoreRound(0, 2, POOR);
        observe(new Observation.Tick(), T0.plus(Duration.ofMinutes(15)));
        assertThat(observe(new Observation.Continued(1, 1, null, null), T0.plus(Duration.ofMinutes(20)))
                        .tasks())
                .hasSize(2)
                .allSatisfy(t -> assertThat(t.candidate().round()).isEqualTo(2));
    }

    @Test
    void deletedJobKeepsNothingAndCannotComeBack() {
        submit(job(1, 2));
        scoreRound(0, 2, POOR);
        score(finalAttempt(0), POOR);
        observe(new Observation.Deleted(), T0);
        assertThat(((JobState.Ended) state).resumable()).isNull();
        assertThat(observe(new Observation.Continued(1, 1, null, null), T0).tasks())
                .isEmpty();
        assertThat(submit(job(1, 2)).tasks()).isEmpty();
    }

    @Test
    void deletionThatOvertakesAContinuationEndsTheJob() {
        submit(job(1, 2));
        assertThat(observe(new Observation.Deleted(), T0).outcome()).isInstanceOf(OutcomeEvent.JobCanceled.class);
    }

    @Test
    void continuationWithoutTheBundleFailsInsteadOfHanging() {
        submit(job(1, 2));
        scoreRound(0, 2, POOR);
        score(finalAttempt(0), POOR);
        Decision decision = OrphanController.decide(state, new Observation.Continued(1, 1, null, null), T0);
        assertThat(((OutcomeEvent.JobFailed) decision.outcome()).code()).isEqualTo("unknown_model");
    }

    @Test
    void acceptedJobCannotBeContinued() {
        submit(job(1, 1));
        scoreRound(0, 1, GOOD);
        score(finalAttempt(0), GOOD);
        assertThat(observe(new Observation.Continued(2), T0).tasks()).isEmpty();
        assertThat(((JobState.Ended) state).resumable()).isNull();
    }

    @Test
    void unknownJobsAndCandidatesChangeNothing() {
        assertThat(score(new CandidateId(JOB, 0, 0), GOOD)).isEqualTo(Decision.keep(null));
        submit(job(4, 2));
        JobState before = state;
        assertThat(score(new CandidateId(JOB, 3, 0), GOOD).state()).isEqualTo(before);
        assertThat(score(new CandidateId(JOB, 0, 7), GOOD).state()).isEqualTo(before);
        assertThat(score(finalAttempt(0), GOOD).state()).isEqualTo(before);
        assertThat(submit(job(4, 2)).state()).isEqualTo(before);
    }

    @Test
    void decisionDependsOnTheSetOfScoresOnly() {
        Random random = new Random(11);
        SyntheticWorld calm = SyntheticWorld.inOrder(SearchPolicy.standard()).run(job(4, 8));
        for (int i = 0; i < 12; i++) {
            SyntheticWorld rough = new SyntheticWorld(SearchPolicy.standard(), tasks -> {
                        List<GenerationTask> delivered = new ArrayList<>(tasks);
                        tasks.forEach(t -> {
                            if (random.nextBoolean()) {
                                delivered.add(t);
                            }
                        });
                        Collections.shuffle(delivered, random);
                        return delivered;
                    })
                    .run(job(4, 8));
            assertThat(rough.tasks).isEqualTo(calm.tasks);
            assertThat(rough.rounds).isEqualTo(calm.rounds);
            assertThat(rough.outcome).isEqualTo(calm.outcome);
            assertThat(rough.state).isEqualTo(calm.state);
        }
    }

    @Test
    void stateSurvivesJsonAndStaysSmall() throws JsonProcessingException {
        survivesJsonWithin(60_000, controller);
    }

    @Test
    void soItDoesWhereCandidatesAreRememberedForAModel() throws JsonProcessingException {
        survivesJsonWithin(60_000, new RefinementController(Known.PROFILE, SearchPolicy.standard()));
    }

    private void survivesJsonWithin(int characters, RefinementController mind) throws JsonProcessingException {
        state = mind.decide(null, new Observation.Submitted(job(16, 8)), T0).state();
        int largest = 0;
        for (int round = 0;
                round < 16 && state instanceof JobState.Active a && a.phase() instanceof Phase.Searching;
                round++) {
            double s = 0.3 + 0.01 * round;
            for (int i = 0; i < 8; i++) {
                CandidateId candidate = new CandidateId(JOB, round, i);
                Observation scored = new Observation.Scored(
                        candidate, image(candidate.toString()), card(s + 0.01 * i, s, s - 0.01 * i));
                state = mind.decide(state, scored, T0).state();
                String json = Json.mapper().writeValueAsString(state);
                largest = Math.max(largest, json.length());
                assertThat(Json.mapper().readValue(json, JobState.class)).isEqualTo(state);
            }
        }
        assertThat(state)
                .isInstanceOfSatisfying(
                        JobState.Active.class, a -> assertThat(a.phase()).isInstanceOf(Phase.Finalising.class));
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(state), JobState.class))
                .isEqualTo(state);
        assertThat(largest).isLessThan(characters);
        state = mind.decide(state, new Observation.CancelRequested(), T0).state();
        String ended = Json.mapper().writeValueAsString(state);
        assertThat(Json.mapper().readValue(ended, JobState.class)).isEqualTo(state);
        assertThat(ended.length()).isLessThan(300);
    }

    @Test
    void wakesAtTheNearestDeadline() {
        submit(job(4, 2));
        assertThat(state.wakeAt()).isEqualTo(T0.plusSeconds(120));
        observe(new Observation.CancelRequested(), T0);
        assertThat(state.wakeAt()).isEqualTo(T0.plus(Duration.ofDays(7)));
    }

    @Test
    void masksAreNeverImputed() {
        submit(job(2, 1));
        List<ReferenceScore> scores =
                List.of(Fixtures.score("mug", 0.9), Fixtures.score("table", 0.9), Fixtures.masked("ink"));
        RoundEvaluated evaluated =
                score(new CandidateId(JOB, 0, 0), card(scores)).evaluated();
        assertThat(evaluated.verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(evaluated.bestWorstScore()).isEqualTo(0.9);
    }
}
