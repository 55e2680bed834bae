package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static dev.refinery.refinement.Fixtures.image;
import static dev.refinery.refinement.Fixtures.masked;
import static dev.refinery.refinement.Fixtures.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmphasisTest {
    @Test
    void startsFromTheClientsWeights() {
        Emphasis emphasis = Emphasis.initial(List.of(
                new Reference("mug", Role.SUBJECT, image("m"), null, 3, null, null),
                new Reference("table", Role.BACKGROUND, image("t"), null, 1, null, null)));
        assertThat(emphasis.weights()).isEqualTo(Map.of("mug", 0.75, "table", 0.25));
        assertThat(emphasis.guidance()).isEqualTo(Map.of("mug", 0.0, "table", 0.0));
    }

    @Test
    void referenceThatFallsShortGainsWeightAndGuidance() {
        Emphasis after = Emphasis.initial(Fixtures.references()).after(contender(0, card(0.8, 0.7, 0.35)));
        double v = (0.7 - 0.35) / 0.7;
        double ink = Math.exp(v) / (2 + Math.exp(v));
        assertThat(after.weights().get("ink")).isCloseTo(ink, within(1e-12));
        assertThat(after.weights().get("mug")).isCloseTo((1 - ink) / 2, within(1e-12));
        assertThat(after.guidance().get("ink")).isCloseTo(0.3 * (3 * ink - 1), within(1e-12));
        assertThat(after.guidance().get("mug")).isCloseTo(0.3 * (3 * (1 - ink) / 2 - 1), within(1e-12));
    }

    @Test
    void guidanceFadesAndStaysWithinItsLimits() {
        Emphasis emphasis = Emphasis.initial(Fixtures.references());
        for (int i = 0; i < 50; i++) {
            emphasis = emphasis.after(contender(0, card(0.9, 0.9, 0.0)));
        }
        assertThat(emphasis.guidance().get("ink")).isCloseTo(Math.log(2), within(1e-12));
        assertThat(emphasis.guidance().get("mug")).isCloseTo(Math.log(0.5), within(1e-12));
    }

    /** The fixed point of w = clip(normalise(w e^v)) with v = (0, 0, 1), renormalised: ink / mug = 6 - 2 / e. */
    @Test
    void weightsAreClippedAfterNormalisingAndSumToOne() {
        Emphasis emphasis = Emphasis.initial(Fixtures.references());
        for (int i = 0; i < 50; i++) {
            emphasis = emphasis.after(contender(0, card(0.9, 0.9, 0.0)));
        }
        double ink = emphasis.weights().get("ink");
        assertThat(emphasis.weights().values().stream().mapToDouble(w -> w).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(ink / emphasis.weights().get("mug")).isCloseTo(6 - 2 / Math.E, within(1e-9));
    }

    @Test
    void maskedReferenceKeepsItsShare() {
        Emphasis after = Emphasis.initial(Fixtures.references())
                .after(contender(0, card(List.of(score("mug", 0.8), score("table", 0.8), masked("ink")))));
        assertThat(after.weights().get("ink")).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void gateOfZeroIsNeverMissed() {
        assertThat(Scores.deficit(score("mug", 0, 0, null))).isZero();
    }
}
