package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** Known answers published with the Random123 library (Salmon et al. 2011): philox4x32, 10 rounds. */
    @Test
    void agreesWithPublishedKnownAnswers() {
        assertBlock(new int[] {0, 0, 0, 0}, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertBlock(new int[] {-1, -1, -1, -1}, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertBlock(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                0xa4093822,
                0x299f31d0,
                0xd16cfe09,
                0x94fdcceb,
                0x5001e420,
                0x24126ea1);
    }

    private static void assertBlock(int[] counter, int k0, int k1, int... expected) {
        Philox.block(counter, k0, k1);
        assertThat(counter).containsExactly(expected);
    }

    @Test
    void gaussiansHaveTheMomentsOfTheNormalDistribution() {
        float[] z = new float[200_000];
        Philox.gaussians(42, 1, 2, 3, z);
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (float v : z) {
            mean += v / (double) z.length;
            square += (double) v * v / z.length;
            fourth += Math.pow(v, 4) / z.length;
        }
        assertThat(mean).isCloseTo(0, within(0.01));
        assertThat(square).isCloseTo(1, within(0.015));
        assertThat(fourth).isCloseTo(3, within(0.12));
    }

    @Test
    void longerArrayBeginsWithTheShorterOne() {
        float[] shorter = new float[7];
        float[] longer = new float[64];
        Philox.gaussians(7, 0, 1, 0, shorter);
        Philox.gaussians(7, 0, 1, 0, longer);
        assertThat(Arrays.copyOf(longer, 7)).containsExactly(shorter);
    }

    @Test
    void everyCoordinateOfTheCounterMatters() {
        float[] base = draw(5, 0, 1, 0);
        assertThat(draw(5, 0, 1, 0)).containsExactly(base);
        assertThat(draw(6, 0, 1, 0)).doesNotContain(base);
        assertThat(draw(5 + (1L << 32), 0, 1, 0)).doesNotContain(base);
        assertThat(draw(5, 1, 1, 0)).doesNotContain(base);
        assertThat(draw(5, 0, 2, 0)).doesNotContain(base);
        assertThat(draw(5, 0, 1, 1)).doesNotContain(base);
    }

    private static float[] draw(long seed, int round, int index, int lane) {
        float[] z = new float[8];
        Philox.gaussians(seed, round, index, lane, z);
        return z;
    }

    @Test
    void uniformsStayInsideTheOpenInterval() {
        double[] u = new double[10_001];
        Philox.uniforms(1, 2, 3, 4, u);
        assertThat(Arrays.stream(u).min().orElseThrow()).isGreaterThan(0);
        assertThat(Arrays.stream(u).max().orElseThrow()).isLessThan(1);
        assertThat(Arrays.stream(u).average().orElseThrow()).isCloseTo(0.5, within(0.02));
    }
}
