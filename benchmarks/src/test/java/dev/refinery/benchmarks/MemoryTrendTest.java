package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {
    private static MemoryTrend trend(IntToDoubleFunction megabytes) {
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(megabytes.applyAsDouble(i));
        }
        return MemoryTrend.of(samples);
    }

    @Test
    void whatGrowsFirstAndStaysThenIsFlat() {
        MemoryTrend trend = trend(i -> i < 15 ? 500 + 20 * i : 800 + i % 3);
        assertThat(trend.flat()).isTrue();
        assertThat(trend.startMb()).isEqualTo(500);
        assertThat(trend.middleMb()).isBetween(800.0, 802.0);
    }

    @Test
    void whatGainsALittleWithEachCandidateIsNot() {
        MemoryTrend trend = trend(i -> 800 + 2 * i);
        assertThat(trend.flat()).isFalse();
        assertThat(trend.slopeMb()).isEqualTo(38);
    }

    @Test
    void oneSpikeDoesNotMakeATrend() {
        assertThat(trend(i -> i == 39 ? 1200 : 800).flat()).isTrue();
    }

    @Test
    void whatShrinksIsFlat() {
        assertThat(trend(i -> 900 - 3 * i).flat()).isTrue();
    }

    @Test
    void threeSamplesAreNoTrend() {
        assertThatThrownBy(() -> MemoryTrend.of(List.of(1.0, 2.0, 3.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("four");
    }
}
