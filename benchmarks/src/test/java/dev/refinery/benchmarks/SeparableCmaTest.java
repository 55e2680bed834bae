package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SeparableCmaTest {
    private static final int DIMENSIONS = 10;

    private static double bestAfter(int generations, ToDoubleFunction<double[]> value) {
        double[] start = new double[DIMENSIONS];
        double[] deviation = new double[DIMENSIONS];
        Arrays.fill(start, 2);
        Arrays.fill(deviation, 1);
        SeparableCma search = new SeparableCma(start, deviation, 0.5, 10, 1);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < generations; i++) {
            double[] values = search.ask().stream().mapToDouble(value).toArray();
            best = Math.max(best, Arrays.stream(values).max().orElseThrow());
            search.tell(values);
        }
        return best;
    }

    @Test
    void findsTheTopOfAHill() {
        assertThat(bestAfter(200, x -> -Arrays.stream(x).map(v -> v * v).sum())).isGreaterThan(-1e-8);
    }

    @Test
    void learnsTheScaleOfEachDimension() {
        ToDoubleFunction<double[]> ridge = x -> {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum -= Math.pow(1000, (double) i / (x.length - 1)) * x[i] * x[i];
            }
            return sum;
        };
        assertThat(bestAfter(500, ridge)).isGreaterThan(-1e-6);
    }

    @Test
    void equalSeedsAskEqually() {
        List<double[]> one = new SeparableCma(new double[2], new double[] {1, 1}, 1, 4, 5).ask();
        List<double[]> other = new SeparableCma(new double[2], new double[] {1, 1}, 1, 4, 5).ask();
        assertThat(one).usingElementComparator(Arrays::compare).containsExactlyElementsOf(other);
    }
}
