package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static dev.refinery.refinement.Fixtures.image;
import static dev.refinery.refinement.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the search proposes to generators that start from parents and have controls. */
class PaintingSearchTest {
    private static final SearchPolicy POLICY = SearchPolicy.standard();
    private static final Contender BEST = contender(0, card(0.9, 0.5, 0.9)).with(image("best"));
    private static final Contender OTHER = contender(1, card(0.5, 0.4, 0.5)).with(image("other"));

    private static SearchState after(Contender... judged) {
        return after(SearchState.initial(Fixtures.references(), 0.6), 0, Proposer.first(judged.length), judged);
    }

    private static SearchState after(SearchState before, int round, List<Proposal> plan, Contender... judged) {
        return new RoundReview(POLICY, Effects.NONE)
                .review(before, new Phase.Searching(round, plan, List.of(judged), List.of(), Fixtures.T0));
    }

    private static List<Proposal> next(GeneratorProfile generator, SearchState search) {
        return new Proposer(generator, POLICY).next(job(4, 8), 1, search);
    }

    private static List<Proposal> by(Operator operator, List<Proposal> plan) {
        return plan.stream().filter(p -> p.operator() == operator).toList();
    }

    @Test
    void oneOfEightPaintsOverTheBest() {
        List<Proposal> plan = next(Fixtures.PAINTER, after(BEST, OTHER));
        assertThat(plan).hasSize(8);
        assertThat(by(Operator.RENOISE, plan)).singleElement().satisfies(p -> {
            assertThat(p.genome().parent()).isEqualTo(new Genome.Parent(BEST.id(), image("best"), 0.6));
            assertThat(p.genome().noise()).isEqualTo(Lineage.fresh(1, p.index()));
            assertThat(p.parent()).isEqualTo(BEST.id());
        });
        assertThat(next(Fixtures.PAINTER, after(BEST, OTHER))).isEqualTo(plan);
    }

    @Test
    void othersAreSearchedAsBefore() {
        List<Proposal> plan = next(Fixtures.PROFILE, after(BEST, OTHER));
        assertThat(plan).allSatisfy(p -> {
            assertThat(p.operator()).isNotEqualTo(Operator.RENOISE);
            assertThat(p.genome().parent()).isNull();
            assertThat(p.genome().controls()).isEmpty();
        });
        assertThat(POLICY.shares().within(ModelAbilities.NONE).counts(8))
                .isEqualTo(new ProposalShares(0.50, 0.25, 0.25).counts(8));
    }

    @Test
    void aStateThatTellsNoPicturesStartsFromNone() {
        List<Proposal> plan =
                next(Fixtures.PAINTER, after(contender(0, card(0.9, 0.5, 0.9)), contender(1, card(0.5, 0.4, 0.5))));
        assertThat(plan).hasSize(8).allMatch(p -> p.genome().parent() == null);
        assertThat(by(Operator.RENOISE, plan)).isEmpty();
    }

    @Test
    void turnsOfAnEliteTurnItsControlsALittleAndDrawsDoNot() {
        List<Proposal> plan = next(Fixtures.PAINTER, after(BEST, OTHER));
        assertThat(by(Operator.ROTATE, plan))
                .hasSizeGreaterThan(2)
                .extracting(p -> p.genome().controls().get("guidance_scale"))
                .doesNotHaveDuplicates()
                .allSatisfy(scale -> assertThat(scale).isBetween(2.0, 8.0).isCloseTo(4.0, within(2.5)));
        assertThat(by(Operator.FRESH, plan))
                .isNotEmpty()
                .allMatch(p -> p.genome().controls().isEmpty());
    }

    @Test
    void aControlStaysWithinItsRange() {
        GeneratorProfile narrow = new GeneratorProfile(
                LatentSpace.ungrouped(12),
                0,
                Effects.NONE,
                new ModelAbilities(true, Map.of("scale", new ModelAbilities.Control(3.9995, 4.0005, 4))));
        assertThat(by(Operator.ROTATE, next(narrow, after(BEST, OTHER))))
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.genome().controls().get("scale")).isBetween(3.9995, 4.0005));
    }

    @Test
    void whatIsTurnedKeepsThePictureThatItWasPaintedOver() {
        Genome.Parent under = new Genome.Parent(OTHER.id(), image("other"), 0.5);
        Contender painted = new Contender(
                BEST.id(),
                new Genome(Lineage.fresh(0, 0), Map.of(), Map.of("guidance_scale", 6.0), under),
                BEST.scorecard(),
                image("best"));
        List<Proposal> plan = next(Fixtures.PAINTER, after(painted, OTHER));
        assertThat(by(Operator.ROTATE, plan))
                .filteredOn(p -> painted.id().equals(p.parent()))
                .isNotEmpty()
                .allSatisfy(p -> {
                    assertThat(p.genome().parent()).isEqualTo(under);
                    assertThat(p.genome().controls().get("guidance_scale")).isCloseTo(6.0, within(2.0));
                });
        assertThat(by(Operator.RENOISE, plan)).singleElement().satisfies(p -> {
            assertThat(p.genome().parent()).isEqualTo(new Genome.Parent(painted.id(), image("best"), 0.6));
            assertThat(p.genome().controls()).containsEntry("guidance_scale", 6.0);
        });
    }

    @Test
    void theStrengthFollowsTheSuccessRuleWithinItsBounds() {
        SearchState first = after(BEST, OTHER);
        assertThat(first.strength()).isNull();
        double up = strength(first, 0.95);
        assertThat(up).isCloseTo(0.9, within(1e-9));
        double down = strength(first, 0.1);
        assertThat(down).isCloseTo(0.6 * Math.exp(-0.125), within(1e-9));
        SearchState failing = first;
        for (int round = 1; round < 12; round++) {
            failing = painted(failing, round, 0.1);
        }
        assertThat(failing.strength()).isEqualTo(0.3);
        assertThat(by(Operator.RENOISE, next(Fixtures.PAINTER, failing)))
                .singleElement()
                .satisfies(p -> assertThat(p.genome().parent().strength()).isEqualTo(0.3));
    }

    private static double strength(SearchState search, double score) {
        return painted(search, 1, score).strength();
    }

    /** A round whose only candidate was painted over the best. */
    private static SearchState painted(SearchState search, int round, double score) {
        Genome genome = new Genome(
                Lineage.fresh(round, 0), Map.of(), Map.of(), new Genome.Parent(BEST.id(), image("best"), 0.6));
        CandidateId id = new CandidateId(Fixtures.JOB, round, 0);
        return after(
                search,
                round,
                List.of(new Proposal(0, Operator.RENOISE, genome, BEST.id(), null)),
                Contender.of(id, genome, card(score, score, score)).with(image("child")));
    }

    private static SyntheticWorld world(long deliverySeed) {
        Random order = new Random(deliverySeed);
        SyntheticWorld world = new SyntheticWorld(Fixtures.PAINTER, POLICY.withoutEarlyStop(), tasks -> {
            List<GenerationTask> shuffled = new ArrayList<>(tasks);
            Collections.shuffle(shuffled, order);
            return shuffled;
        });
        return world.run(job(6, 8));
    }

    @Test
    void aWholeJobStartsFromPicturesThatExistAndTheResultNamesTheSame() {
        SyntheticWorld world = world(1);
        List<CandidateId> made =
                world.tasks.stream().map(GenerationTask::candidate).toList();
        List<Genome.Parent> parents = world.tasks.stream()
                .map(t -> t.genome().parent())
                .filter(p -> p != null)
                .toList();
        assertThat(parents).hasSizeGreaterThanOrEqualTo(5).allSatisfy(parent -> {
            assertThat(made).contains(parent.candidate());
            assertThat(parent.image()).isEqualTo(image(parent.candidate().toString()));
        });
        assertThat(world.rounds.get(1).plan()).containsEntry("renoise", 1);
        assertThat(world.rounds.get(1).sentence()).contains("1 painted over the best");
        List<Genome> searched = world.tasks.stream()
                .filter(t -> t.purpose() != Purpose.FINAL)
                .map(GenerationTask::genome)
                .toList();
        assertThat(world.tasks)
                .filteredOn(t -> t.purpose() == Purpose.FINAL)
                .isNotEmpty()
                .allSatisfy(t -> assertThat(searched).contains(t.genome()));
    }

    @Test
    void theOrderOfScoresChangesNothing() {
        assertThat(world(2).tasks).isEqualTo(world(1).tasks);
        assertThat(world(3).outcome).isEqualTo(world(1).outcome);
    }

    @Test
    void statesAreReadBackAndThoseOfOthersHoldNothingNew() throws Exception {
        SearchState painter = painted(after(BEST, OTHER), 1, 0.95);
        String json = Json.mapper().writeValueAsString(painter);
        assertThat(Json.mapper().readValue(json, SearchState.class)).isEqualTo(painter);
        String before = Json.mapper()
                .writeValueAsString(after(contender(0, card(0.9, 0.5, 0.9)), contender(1, card(0.5, 0.4, 0.5))));
        assertThat(before).doesNotContain("strength").doesNotContain("\"image\"");
        assertThat(Json.mapper().readValue(before, SearchState.class).strength())
                .isNull();
    }

    @Test
    void aContinuationThatComesLateStartsFromNoPicture() {
        SearchState search = painted(after(BEST, OTHER), 1, 0.95);
        assertThat(search.best().genome().parent()).isNotNull();
        SearchState late = search.withoutPictures();
        assertThat(late.elites()).extracting(Contender::id).containsExactlyInAnyOrder(BEST.id(), OTHER.id());
        assertThat(late.elites()).allMatch(e -> e.image() == null && e.genome().parent() == null);
        SearchState only = new SearchState(
                        search.emphasis(),
                        search.elites().subList(0, 1),
                        0.6,
                        1,
                        1,
                        1,
                        0,
                        0,
                        false,
                        Map.of(),
                        null,
                        0,
                        List.of(),
                        null)
                .withoutPictures();
        assertThat(only.elites())
                .singleElement()
                .satisfies(e -> assertThat(e.image()).isNull());
    }

    @Test
    void aJobContinuedAfterADayForgetsItsPicturesAndOneContinuedSoonerKeepsThem() {
        assertThat(continued(Duration.ofHours(2))).anyMatch(t -> t.genome().parent() != null);
        assertThat(continued(Duration.ofHours(25))).noneMatch(t -> t.genome().parent() != null);
    }

    private static List<GenerationTask> continued(Duration later) {
        SyntheticWorld world = new SyntheticWorld(Fixtures.PAINTER, POLICY, t -> t).run(job(1, 8));
        return world.observe(new Observation.Continued(2, 1, null, null), Fixtures.T0.plus(later))
                .tasks();
    }
}
