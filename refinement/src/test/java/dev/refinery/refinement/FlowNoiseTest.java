package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowNoiseTest {
    private static final int LENGTH = 100_000;
    private static final long SEED = 42;

    @Test
    void theCanonicalCandidateAndItsChildrenAreStandardNormal() {
        float[] canonical = FlowNoise.initial(NoiseProgram.CANONICAL, SEED, LENGTH);
        float[] turned = noise(new NoiseStep.Zero(), new NoiseStep.Rotate(0, 0.6, 1, 3));
        float[] between = noise(new NoiseStep.Zero(), new NoiseStep.Fresh(0, 5), new NoiseStep.Slerp(0, 1, 0.4));
        assertThat(deviation(canonical)).isCloseTo(1, within(0.01));
        assertThat(deviation(turned)).isCloseTo(1, within(0.01));
        assertThat(deviation(between)).isCloseTo(1, within(0.01));
        assertThat(likeness(canonical, turned)).isCloseTo(Math.cos(0.6), within(0.01));
    }

    @Test
    void theCanonicalCandidateIsNoOtherDrawOfTheRound() {
        float[] canonical = FlowNoise.initial(NoiseProgram.CANONICAL, SEED, LENGTH);
        for (int index = 1; index < 4; index++) {
            assertThat(likeness(canonical, noise(new NoiseStep.Fresh(0, index))))
                    .isCloseTo(0, within(0.02));
        }
        assertThat(likeness(canonical, FlowNoise.initial(NoiseProgram.CANONICAL, SEED + 1, LENGTH)))
                .isCloseTo(0, within(0.02));
    }

    @Test
    void programsThatNameLatentsAreRefused() {
        assertThatThrownBy(() -> noise(new NoiseStep.Given(List.of(0.5)))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(
                        () -> noise(new NoiseStep.Zero(), new NoiseStep.RedrawGroups(0, List.of("place"), 0.5, 0, 1)))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void stepsDrawTheirOwnRepeatableNoise() {
        float[] first = new float[LENGTH];
        float[] again = new float[LENGTH];
        float[] second = new float[LENGTH];
        FlowNoise.between(SEED, 0, first);
        FlowNoise.between(SEED, 0, again);
        FlowNoise.between(SEED, 1, second);
        assertThat(again).isEqualTo(first);
        assertThat(likeness(first, second)).isCloseTo(0, within(0.02));
        assertThat(likeness(first, FlowNoise.initial(NoiseProgram.CANONICAL, SEED, LENGTH)))
                .isCloseTo(0, within(0.02));
    }

    private static float[] noise(NoiseStep... steps) {
        return FlowNoise.initial(new NoiseProgram(List.of(steps)), SEED, LENGTH);
    }

    private static double deviation(float[] values) {
        return Math.sqrt(dot(values, values) / values.length);
    }

    private static double likeness(float[] a, float[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
