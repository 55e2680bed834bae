package dev.refinery.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AutoscalerTest {
    private final Autoscaler scaler = new Autoscaler(Autoscaler.Settings.ofManifests(0, 20, 8));

    @Test
    void goesUpByFourOrByDoublingAndNoFurtherThanTheLimit() {
        assertThat(scaler.wanted(0, 1000, 0)).isEqualTo(4);
        assertThat(scaler.wanted(10, 1000, 4)).as("not twice in a period").isEqualTo(4);
        assertThat(scaler.wanted(20, 1000, 4)).isEqualTo(8);
        assertThat(scaler.wanted(40, 1000, 8)).isEqualTo(16);
        assertThat(scaler.wanted(60, 1000, 16)).isEqualTo(20);
    }

    @Test
    void wantsOneWorkerForEightTasks() {
        assertThat(scaler.wanted(0, 8, 0)).isEqualTo(1);
        assertThat(scaler.wanted(20, 9, 1)).isEqualTo(2);
    }

    @Test
    void holdsTheHighestWishOfTheLastMinutesAndThenGoesDownByHalf() {
        assertThat(scaler.wanted(0, 160, 16)).isEqualTo(20);
        assertThat(scaler.wanted(100, 8, 20)).isEqualTo(20);
        assertThat(scaler.wanted(310, 8, 20)).isEqualTo(10);
        assertThat(scaler.wanted(320, 8, 10)).as("not twice in a minute").isEqualTo(10);
        assertThat(scaler.wanted(380, 8, 10)).isEqualTo(5);
    }

    @Test
    void theLastOneStaysForTheCoolDown() {
        assertThat(scaler.wanted(0, 8, 0)).isEqualTo(1);
        assertThat(scaler.wanted(200, 0, 1)).isEqualTo(1);
        assertThat(scaler.wanted(299, 0, 1)).isEqualTo(1);
        assertThat(scaler.wanted(601, 0, 1)).isZero();
    }

    @Test
    void theFloorIsNeverLeft() {
        Autoscaler warm = new Autoscaler(Autoscaler.Settings.ofManifests(3, 20, 8));
        assertThat(warm.wanted(0, 0, 3)).isEqualTo(3);
        assertThat(warm.wanted(4000, 0, 3)).isEqualTo(3);
    }
}
