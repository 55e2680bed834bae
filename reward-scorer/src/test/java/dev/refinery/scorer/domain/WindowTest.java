package dev.refinery.scorer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    @ParameterizedTest(name = "{0} slots, {1} of {2} partitions, {3} tasks a second: {4}")
    @CsvSource({
        "20, 6, 6, 0, 40",
        "20, 3, 6, 0, 20",
        "20, 2, 6, 0, 20",
        "20, 5, 6, 0, 34",
        "3, 6, 6, 0, 6",
        "3, 6, 6, 1.5, 6",
        "3, 6, 6, 30, 18",
        "20, 3, 6, 50, 35",
        "0, 6, 6, 0, 4",
        "20, 0, 0, 0, 20",
    })
    void holdsWhatWorkersHoldAndAReserve(int slots, int owned, int partitions, double perSecond, int expected) {
        assertThat(new Window.OfWorkers().share(slots, owned, partitions, perSecond))
                .isEqualTo(expected);
    }

    @Test
    void throughputIsOfLateAndFades() {
        Throughput throughput = new Throughput();
        assertThat(throughput.perSecond(Tickets.T0)).isZero();
        for (int i = 0; i < 300; i++) {
            throughput.count(Tickets.T0.plusMillis(i * 100L));
        }
        assertThat(throughput.perSecond(Tickets.T0.plusSeconds(30))).isBetween(9.0, 11.0);
        assertThat(throughput.perSecond(Tickets.T0.plusSeconds(60))).isLessThan(0.1);
        assertThat(throughput.perSecond(Tickets.T0))
                .as("a clock that went back")
                .isPositive();
    }

    @ParameterizedTest(name = "window {0}, {1} out, {2} in the next round: up to {3}")
    @CsvSource({"6, 0, 8, 8", "6, 0, 2, 6", "6, 1, 8, 6", "6, 3, 8, 6", "6, 4, 8, 4", "6, 9, 8, 9"})
    void isFilledWhenHalfIsFreeAndByAWholeRoundWhenAllIs(int window, int out, int round, int expected) {
        assertThat(new Window.OfWorkers().upTo(window, out, round)).isEqualTo(expected);
        assertThat(new Window.Fixed(1).upTo(window, out, round)).isEqualTo(window);
    }

    @Test
    void fixedIsDividedAmongReplicas() {
        Window window = new Window.Fixed(10);
        assertThat(window.share(99, 6, 6, 9)).isEqualTo(10);
        assertThat(window.share(99, 2, 6, 9)).isEqualTo(4);
        assertThat(new Window.Fixed(1).share(99, 1, 6, 9)).isEqualTo(1);
        assertThatThrownBy(() -> new Window.Fixed(0)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void weightsAreOneWhereNoneIsGivenAndBadOnesAreRefusedByName() {
        TenantWeights weights = TenantWeights.of(Map.of("acme", 2.5));
        assertThat(weights.of(new TenantId("acme"))).isEqualTo(2.5);
        assertThat(weights.of(new TenantId("other"))).isEqualTo(1);
        assertThatThrownBy(() -> TenantWeights.of(Map.of("acme", 0.0)))
                .hasMessageContaining("refinery.controller.weights.acme");
        assertThatThrownBy(() -> TenantWeights.of(Map.of("No Tenant", 1.0))).hasMessageContaining("tenant");
    }
}
