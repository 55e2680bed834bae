package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OrderCheckTest {
    @Test
    void aSteadyFallIsInOrder() {
        assertThat(OrderCheck.NONE.plus(List.of(0.9, 0.8, 0.803, 0.1))).isEqualTo(new OrderCheck(1, 3, 0));
    }

    @Test
    void aRiseIsAViolationAndSoIsNotNoticing() {
        assertThat(OrderCheck.NONE.plus(List.of(0.9, 0.5, 0.6, 0.4)).violations())
                .isEqualTo(1);
        assertThat(OrderCheck.NONE.plus(List.of(0.9, 0.9, 0.89)).violations()).isEqualTo(1);
        assertThat(OrderCheck.NONE.plus(List.of(0.5, 0.6, 0.7)).violations()).isEqualTo(3);
    }

    @Test
    void seriesAddUp() {
        OrderCheck two = OrderCheck.NONE.plus(List.of(0.9, 0.5)).plus(List.of(0.9, 0.95));
        assertThat(two).isEqualTo(new OrderCheck(2, 2, 2));
        assertThat(two.plus(two)).isEqualTo(new OrderCheck(4, 4, 4));
    }
}
