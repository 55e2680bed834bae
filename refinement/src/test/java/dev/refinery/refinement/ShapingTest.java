package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static dev.refinery.refinement.Fixtures.masked;
import static dev.refinery.refinement.Fixtures.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShapingTest {
    private static final Map<String, Double> EVEN = Map.of("mug", 1.0 / 3, "table", 1.0 / 3, "ink", 1.0 / 3);

    @Test
    void steepnessGrowsWithReferencesUpToItsLimit() {
        assertThat(Shaping.steepness(1)).isEqualTo(10);
        assertThat(Shaping.steepness(2)).isEqualTo(10);
        assertThat(Shaping.steepness(3)).isEqualTo(13);
        assertThat(Shaping.steepness(7)).isEqualTo(25);
        assertThat(Shaping.steepness(12)).isEqualTo(25);
    }

    @Test
    void scaledRewardIsASigmoidAroundTheGate() {
        assertThat(Shaping.scaled(0.7, 0.7, 3)).isCloseTo(0.5, within(1e-12));
        assertThat(Shaping.scaled(0.8, 0.7, 3)).isCloseTo(1 / (1 + Math.exp(-1.3)), within(1e-12));
        assertThat(Shaping.scaled(0.5, 0.7, 2)).isCloseTo(1 / (1 + Math.exp(2.0)), within(1e-12));
    }

    @Test
    void aggregateIsHalfWeightedSumHalfWorst() {
        Map<String, Double> weights = Map.of("mug", 0.5, "table", 0.3, "ink", 0.2);
        double expected = 0.5
                        * (0.5 * Shaping.scaled(0.9, 0.7, 3)
                                + 0.3 * Shaping.scaled(0.6, 0.7, 3)
                                + 0.2 * Shaping.scaled(0.4, 0.7, 3))
                + 0.5 * 0.4;
        assertThat(Shaping.aggregate(contender(0, card(0.9, 0.6, 0.4)).judged(), weights))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void maskedReferenceTakesNoPartAndWeightsAreRenormalised() {
        Scorecard partly = card(List.of(score("mug", 0.8), score("table", 0.6), masked("ink")));
        double expected = 0.5 * (0.5 * Shaping.scaled(0.8, 0.7, 2) + 0.5 * Shaping.scaled(0.6, 0.7, 2)) + 0.5 * 0.6;
        assertThat(Shaping.aggregate(contender(0, partly).judged(), EVEN)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void meetingEveryGateComesBeforeAHigherAggregate() {
        Contender accepted = contender(1, card(0.71, 0.71, 0.71));
        Contender oneMissed = contender(2, card(0.99, 0.99, 0.69));
        assertThat(Shaping.aggregate(oneMissed.judged(), EVEN))
                .isGreaterThan(Shaping.aggregate(accepted.judged(), EVEN));
        assertThat(order(List.of(oneMissed, accepted))).containsExactly(1, 2);
    }

    @Test
    void oneFarMissIsWorseThanTwoNearOnes() {
        Contender oneFar = contender(1, card(0.71, 0.71, 0.10));
        Contender twoNear = contender(2, card(0.99, 0.69, 0.69));
        assertThat(order(List.of(oneFar, twoNear))).containsExactly(2, 1);
    }

    @Test
    void aPictureOfPoorQualityComesLast() {
        Contender blurred = contender(
                1, new Scorecard("f".repeat(64), List.of(score("mug", 0.95)), new QualityScore(0.1, 0.3, Map.of())));
        Contender sharp = contender(2, card(List.of(score("mug", 0.30))));
        assertThat(order(List.of(blurred, sharp))).containsExactly(2, 1);
    }

    @Test
    void noReferenceIsSacrificedForTheMean() {
        Contender balanced = contender(1, card(0.60, 0.60, 0.60));
        Contender lopsided = contender(2, card(0.69, 0.69, 0.20));
        assertThat(order(List.of(lopsided, balanced))).containsExactly(1, 2);
    }

    @Test
    void poorPictureQualityIsAMissedGate() {
        Scorecard blurred =
                new Scorecard("f".repeat(64), List.of(score("mug", 0.95)), new QualityScore(0.1, 0.3, Map.of()));
        assertThat(Scores.gatesMissed(blurred)).isEqualTo(1);
    }

    @Test
    void aPromptThatMissesItsGateKeepsACandidateFromBeingAccepted() {
        QualityScore sharp = new QualityScore(0.9, 0.3, Map.of());
        Scorecard astray =
                new Scorecard("f".repeat(64), List.of(score("mug", 0.95)), sharp, new PromptScore(0.1, 0.30, 0.50));
        Scorecard reported =
                new Scorecard("f".repeat(64), List.of(score("mug", 0.75)), sharp, new PromptScore(0.1, 0.30, 0));
        assertThat(Scores.gatesMissed(astray)).isEqualTo(1);
        assertThat(Scores.gatesMissed(reported)).isZero();
        Contender kept = contender(1, astray);
        assertThat(kept.scorecard().prompt()).isEqualTo(astray.prompt());
        assertThat(Sentences.shortfall(kept)).isEqualTo("the prompt misses its gate by 0.20 (0.30 of 0.50)");
        assertThat(order(List.of(kept, contender(2, reported)))).containsExactly(2, 1);
    }

    @Test
    void outputControlsThatAreNotKeptAreNamed() {
        QualityScore small = new QualityScore(0.24, 0.3, Map.of("output_met", 0.8, "output_subject_fill", 0.68));
        Contender kept = contender(1, new Scorecard("f".repeat(64), List.of(score("mug", 0.95)), small));
        assertThat(Sentences.shortfall(kept))
                .isEqualTo("what the output asked for misses its gate by 0.06 (0.24 of 0.30)");
    }

    @Test
    void cardOnWhichNothingWasJudgedIsNotAccepted() {
        assertThat(Scores.gatesMissed(card(List.of(masked("ink"))))).isEqualTo(1);
        assertThat(Scores.worst(card(List.of(masked("ink"))))).isZero();
    }

    @Test
    void groupRelativeScoreIsAClippedZScoreOverTheGroup() {
        List<Contender> group = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            group.add(contender(i, card(List.of(score("mug", i == 11 ? 0.99 : 0.30)))));
        }
        Shaping.Shaped best = Shaping.order(group, Map.of("mug", 1.0)).get(0);
        assertThat(best.contender().id().index()).isEqualTo(11);
        assertThat(best.relative()).isEqualTo(3);
        Shaping.Shaped other = Shaping.order(group, Map.of("mug", 1.0)).get(5);
        double low = Shaping.scaled(0.3, 0.7, 1);
        double high = Shaping.scaled(0.99, 0.7, 1);
        double mean = (11 * low + high) / 12;
        double deviation = Math.sqrt((11 * Math.pow(low - mean, 2) + Math.pow(high - mean, 2)) / 12);
        assertThat(other.relative()).isCloseTo((low - mean) / deviation, within(1e-9));
    }

    @Test
    void tinyDeviationIsNotBlownUp() {
        List<Contender> twins = List.of(
                contender(0, card(List.of(score("mug", 0.5000)))), contender(1, card(List.of(score("mug", 0.5001)))));
        Shaping.Shaped best = Shaping.order(twins, Map.of("mug", 1.0)).get(0);
        double spread = Shaping.scaled(0.5001, 0.7, 1) - Shaping.scaled(0.5, 0.7, 1);
        assertThat(best.relative()).isCloseTo(spread / 2 / 0.02, within(1e-9));
    }

    @Test
    void orderDependsOnTheSetOnly() {
        Random random = new Random(3);
        List<Contender> group = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            group.add(contender(i, card(random.nextDouble(), random.nextDouble(), random.nextDouble())));
        }
        List<Integer> expected = order(group);
        for (int i = 0; i < 30; i++) {
            List<Contender> shuffled = new ArrayList<>(group);
            shuffled.addAll(group.subList(0, i % 9));
            Collections.shuffle(shuffled, random);
            assertThat(order(shuffled)).isEqualTo(expected);
        }
    }

    private static List<Integer> order(List<Contender> contenders) {
        return Shaping.order(contenders, EVEN).stream()
                .map(s -> s.contender().id().index())
                .toList();
    }
}
