package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.genome.NoiseStep.Fresh;
import dev.refinery.contracts.genome.NoiseStep.Given;
import dev.refinery.contracts.genome.NoiseStep.RedrawGroups;
import dev.refinery.contracts.genome.NoiseStep.Rotate;
import dev.refinery.contracts.genome.NoiseStep.Slerp;
import dev.refinery.contracts.genome.NoiseStep.TakeGroups;
import dev.refinery.contracts.genome.NoiseStep.Zero;
import dev.refinery.contracts.job.Role;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseMaterializerTest {
    private static final LatentSpace SPACE = new LatentSpace(
            10,
            List.of(
                    new LatentGroup("a", "place", Role.SUBJECT, 0, List.of(0, 1, 2)),
                    new LatentGroup("b", "tone", Role.STYLE, 0, List.of(7, 9))));
    private static final long SEED = 99;

    private static float[] run(NoiseStep... steps) {
        return NoiseMaterializer.materialize(new NoiseProgram(List.of(steps)), SEED, SPACE);
    }

    private static float[] eps(int round, int index, int lane) {
        float[] noise = new float[10];
        Philox.gaussians(SEED, round, index, lane, noise);
        return noise;
    }

    @Test
    void canonicalIsZero() {
        assertThat(run(new Zero())).containsOnly(0f).hasSize(10);
    }

    @Test
    void freshIsPhiloxAtItsCounter() {
        assertThat(run(new Fresh(2, 3))).containsExactly(eps(2, 3, NoiseMaterializer.FRESH_LANE));
    }

    @Test
    void givenLatentsAreAsGivenAndZeroPastTheirEnd() {
        assertThat(run(new Given(List.of(0.5, -1.25)))).containsExactly(0.5f, -1.25f, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> run(new Given(Collections.nCopies(11, 0.1))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("values");
    }

    @Test
    void rotationMixesBySineAndCosineAndKeepsVariance() {
        double theta = 0.5;
        float[] from = run(new Fresh(0, 1));
        float[] noise = eps(1, 4, NoiseMaterializer.ROTATE_LANE);
        float[] rotated = run(new Fresh(0, 1), new Rotate(0, theta, 1, 4));
        for (int i = 0; i < 10; i++) {
            assertThat((double) rotated[i])
                    .isCloseTo(Math.cos(theta) * from[i] + Math.sin(theta) * noise[i], within(1e-6));
        }
    }

    @Test
    void redrawMovesOnlyItsGroups() {
        float[] from = run(new Fresh(0, 1));
        float[] redrawn = run(new Fresh(0, 1), new RedrawGroups(0, List.of("b"), Math.PI / 2, 1, 4));
        float[] noise = eps(1, 4, NoiseMaterializer.REDRAW_LANE);
        for (int i = 0; i < 10; i++) {
            if (i == 7 || i == 9) {
                assertThat(redrawn[i]).isCloseTo(noise[i], within(1e-6f));
            } else {
                assertThat(redrawn[i]).isEqualTo(from[i]);
            }
        }
    }

    @Test
    void takeCopiesTheGroupsOfTheOther() {
        float[] a = run(new Fresh(0, 1));
        float[] b = run(new Fresh(0, 2));
        float[] taken = run(new Fresh(0, 1), new Fresh(0, 2), new TakeGroups(0, 1, List.of("a")));
        for (int i = 0; i < 10; i++) {
            assertThat(taken[i]).isEqualTo(i <= 2 ? b[i] : a[i]);
        }
    }

    @Test
    void slerpMeetsItsEndsAndTheMiddleOfTheArc() {
        float[] a = run(new Fresh(0, 1));
        float[] b = run(new Fresh(0, 2));
        assertThat(run(new Fresh(0, 1), new Fresh(0, 2), new Slerp(0, 1, 0))).containsExactly(a, within(1e-6f));
        assertThat(run(new Fresh(0, 1), new Fresh(0, 2), new Slerp(0, 1, 1))).containsExactly(b, within(1e-6f));
        float[] middle = run(new Fresh(0, 1), new Fresh(0, 2), new Slerp(0, 1, 0.5));
        double omega = Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
        for (int i = 0; i < 10; i++) {
            assertThat((double) middle[i])
                    .isCloseTo(Math.sin(omega / 2) / Math.sin(omega) * (a[i] + b[i]), within(1e-5));
        }
    }

    @Test
    void slerpFromZeroIsLinear() {
        float[] b = run(new Fresh(0, 2));
        float[] quarter = run(new Zero(), new Fresh(0, 2), new Slerp(0, 1, 0.25));
        for (int i = 0; i < 10; i++) {
            assertThat(quarter[i]).isCloseTo(0.25f * b[i], within(1e-6f));
        }
    }

    @Test
    void unknownGroupIsRefused() {
        assertThatThrownBy(() -> run(new Zero(), new RedrawGroups(0, List.of("nope"), 0.3, 1, 1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("nope");
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
