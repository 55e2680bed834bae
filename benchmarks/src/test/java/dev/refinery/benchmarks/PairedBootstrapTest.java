package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.benchmarks.PairedBootstrap.Interval;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private record Pair(String bench, double difference) {}

    private static Interval mean(List<Pair> pairs) {
        return PairedBootstrap.of(
                pairs,
                Pair::bench,
                sample ->
                        sample.stream().mapToDouble(Pair::difference).average().orElse(0));
    }

    @Test
    void aMeansIntervalIsAboutTwoStandardErrorsEachWay() {
        Random random = new Random(7);
        List<Pair> pairs = Stream.generate(() -> new Pair("mug", random.nextGaussian()))
                .limit(400)
                .toList();
        Interval interval = mean(pairs);
        assertThat(interval.high() - interval.value()).isCloseTo(1.96 / 20, within(0.015));
        assertThat(interval.value() - interval.low()).isCloseTo(1.96 / 20, within(0.015));
    }

    /** Otherwise a difference between the cases would look like noise of the seeds. */
    @Test
    void casesAreNotDrawnAnewOnlyTheSeedsWithinThem() {
        Interval interval = mean(
                List.of(new Pair("mug", 0.1), new Pair("mug", 0.1), new Pair("kettle", 0.5), new Pair("kettle", 0.5)));
        assertThat(interval.value()).isCloseTo(0.3, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.3, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void equalPairsGiveEqualIntervals() {
        List<Pair> pairs = List.of(new Pair("mug", 0.1), new Pair("mug", -0.2), new Pair("mug", 0.4));
        Interval interval = mean(pairs);
        assertThat(interval).isEqualTo(mean(pairs));
        assertThat(interval.low()).isCloseTo(-0.2, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.4, within(1e-12));
    }
}
