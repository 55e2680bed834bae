package dev.refinery.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchLimitsTest {
    private final BatchLimits limits = new BatchLimits(8);

    @Test
    void aCallThatFoundNoMemoryHalvesItsShapeAlone() {
        limits.exhausted("large", 8);
        assertThat(limits.of("large")).isEqualTo(4);
        assertThat(limits.of("small")).isEqualTo(8);
        limits.exhausted("large", 3);
        assertThat(limits.of("large")).isEqualTo(1);
        limits.exhausted("large", 1);
        assertThat(limits.of("large")).isEqualTo(1);
    }

    @Test
    void anOlderCallsFailureDoesNotRaiseTheLimit() {
        limits.exhausted("a", 4);
        limits.exhausted("a", 8);
        assertThat(limits.of("a")).isEqualTo(1);
    }

    @Test
    void manyFullCallsEarnOneRowMore() {
        limits.exhausted("a", 8);
        for (int i = 0; i < 1000; i++) {
            limits.succeeded("a", 3);
        }
        assertThat(limits.of("a")).isEqualTo(4);
        for (int i = 0; i < 200; i++) {
            limits.succeeded("a", 4);
        }
        assertThat(limits.of("a")).isEqualTo(5);
        for (int i = 0; i < 2000; i++) {
            limits.succeeded("a", limits.of("a"));
        }
        assertThat(limits.of("a")).isEqualTo(8);
    }

    @Test
    void refusesBatchesOfNothing() {
        assertThatThrownBy(() -> new BatchLimits(0)).hasMessageContaining("at least one row");
    }
}
