package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeparationTest {
    @Test
    void tellsPerfectReversedAndTied() {
        assertThat(Separation.of(List.of(0.8, 0.9), List.of(0.1, 0.2, 0.7)).auc())
                .isEqualTo(1);
        assertThat(Separation.of(List.of(0.1, 0.2), List.of(0.8, 0.9)).auc()).isZero();
        assertThat(Separation.of(List.of(0.5, 0.5), List.of(0.5, 0.5, 0.5)).auc())
                .isEqualTo(0.5);
        assertThat(Separation.of(List.of(0.5, 0.9), List.of(0.5, 0.6)).auc()).isEqualTo(0.625);
    }

    @Test
    void equalsTheCountOfAllPairs() {
        SplittableRandom random = new SplittableRandom(3);
        List<Double> matched = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            matched.add(random.nextInt(12) / 10.0 + 0.2);
            other.add(random.nextInt(12) / 10.0);
        }
        double wins = 0;
        for (double m : matched) {
            for (double o : other) {
                wins += m > o ? 1 : m == o ? 0.5 : 0;
            }
        }
        assertThat(Separation.of(matched, other).auc()).isCloseTo(wins / 3600, within(1e-12));
    }

    @Test
    void needsBothKinds() {
        assertThatThrownBy(() -> Separation.of(List.of(), List.of(1.0))).isInstanceOf(IllegalArgumentException.class);
    }
}
