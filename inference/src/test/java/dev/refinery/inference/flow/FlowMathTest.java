package dev.refinery.inference.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.inference.StepNoise;
import dev.refinery.inference.bundle.FlowManifest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowMathTest {
    private static final FlowManifest.Shift EMPIRICAL =
            new FlowManifest.Shift(FlowManifest.Shift.EMPIRICAL, null, null, null, null);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void aStraightFlowArrivesAtThePictureWithEverySampler(double eta) {
        float[] picture = gaussians(1, 300);
        float[] noise = gaussians(2, 300);
        float[] x = noise.clone();
        // The velocity of the one line through x that ends in the picture.
        StepNoise fresh = (step, out) -> System.arraycopy(gaussians(10 + step, out.length), 0, out, 0, out.length);
        FlowPath path = new FlowPath(schedule(8), new FlowSampler(eta), fresh, x);

        while (!path.arrived()) {
            float[] velocity = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                velocity[i] = (path.tokens()[i] - picture[i]) / path.sigma();
            }
            path.move(velocity);
        }

        for (int i = 0; i < x.length; i++) {
            assertThat(x[i]).isCloseTo(picture[i], within(1e-4f));
        }
    }

    @Test
    void freshNoiseKeepsTheNoiseLevel() {
        int n = 200_000;
        float[] zero = new float[n];
        float[] x = FlowSampler.noised(zero, gaussians(3, n), 0.9f);
        float[] velocity = x.clone();
        for (int i = 0; i < n; i++) {
            velocity[i] /= 0.9f;
        }
        new FlowSampler(0.7).step(x, velocity, 0.9f, 0.6f, gaussians(4, n));
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        assertThat(Math.sqrt(sum / n)).isCloseTo(0.6, within(0.005));
    }

    @Test
    void levelsFallFromOneToZero() {
        FlowSchedule schedule = schedule(8);
        assertThat(schedule.sigma(0)).isEqualTo(1);
        assertThat(schedule.sigma(8)).isZero();
        for (int i = 0; i < 8; i++) {
            assertThat(schedule.sigma(i + 1)).isLessThan(schedule.sigma(i));
        }
        assertThat(schedule.from(1).steps()).isEqualTo(8);
        assertThat(schedule.from(0.001).steps()).isEqualTo(1);
        assertThatThrownBy(() -> schedule.from(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTerminalLevelIsMet() {
        FlowManifest.Shift linear = new FlowManifest.Shift(FlowManifest.Shift.LINEAR, 256, 8192, 0.5, 0.9);
        FlowSchedule schedule = FlowSchedule.of(new FlowManifest.Schedule(40, linear, 0.02), 4096);
        assertThat(schedule.sigma(0)).isEqualTo(1);
        assertThat(schedule.sigma(39)).isCloseTo(0.02f, within(1e-6f));
    }

    @Test
    void emphasisAddsWhatTheReferenceAdds() {
        float[] whole = {1, 2};
        float[] without = {0, 3};
        float[] velocity = whole.clone();
        Guidance.emphasise(velocity, whole, without, Math.log(2));
        assertThat(velocity).containsExactly(2, 1);
        Guidance.emphasise(velocity, whole, without, 0);
        assertThat(velocity).containsExactly(2, 1);
    }

    @Test
    void guidanceLeadsAwayAndLengthsAreKept() {
        float[] velocity = {3, 4, 0, 0};
        float[] conditional = velocity.clone();
        Guidance.away(velocity, new float[] {1, 1, 0, 0}, 3);
        assertThat(velocity).containsExactly(7, 10, 0, 0);
        Guidance.rescale(velocity, conditional, 2);
        assertThat(Math.hypot(velocity[0], velocity[1])).isCloseTo(5, within(1e-5));
        assertThat(velocity[2]).isZero();
    }

    @Test
    void aGridCoversThePicture() {
        assertThat(TokenGrid.covering(80, 64, 16)).isEqualTo(new TokenGrid(4, 5));
        assertThat(TokenGrid.covering(81, 63, 16)).isEqualTo(new TokenGrid(4, 6));
    }

    @Test
    void picturesOfAPromptMoveWhatFollowsByTheirLongerSide() {
        long[] positions = QwenPositions.prompt(
                new long[] {5, 9, 9, 9, 9, 9, 9, 6, 9, 7}, 9, List.of(new TokenGrid(2, 3), new TokenGrid(1, 1)));
        assertThat(positions)
                .containsExactly(
                        0, 1, 1, 1, 1, 1, 1, 4, 5, 6, //
                        0, 1, 1, 1, 2, 2, 2, 4, 5, 6, //
                        0, 1, 2, 3, 1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> QwenPositions.prompt(new long[] {9}, 9, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more pictures");
    }

    private static FlowSchedule schedule(int steps) {
        return FlowSchedule.of(new FlowManifest.Schedule(steps, EMPIRICAL, null), 1024);
    }

    private static float[] gaussians(long seed, int length) {
        Random random = new Random(seed);
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }
}
