package dev.refinery.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulation against what queueing theory and arithmetic say. */
class FleetSimulationTest {
    private static final JobShape ONE = new JobShape(1, List.of(), 1, 0);

    /** One server of constant service: the mean wait is rho s / (2 (1 - rho)), Pollaczek and Khinchine. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.85})
    void oneWorkerWaitsAsTheFormulaSays(double load) {
        FleetReport report = run(poisson(400_000, load), ONE, hardware(1, 1, 1), 1);

        double wait = load / (2 * (1 - load));
        assertThat(report.interactive().mean()).isCloseTo(1 + wait, within(0.04 * (1 + wait)));
        assertThat(report.utilisation()).isCloseTo(load, within(0.01));
    }

    /** Little: jobs in the system = rate x time in it. */
    @Test
    void timeInTheSystemAgreesWithItsLength() {
        JobShape shape = new JobShape(4, List.of(0.5), 3, 1);
        double rate = 0.5;
        FleetReport report = run(poisson(50_000, rate), shape, hardware(1, 0.5, 4), 6);
        double candidatesAJob =
                (double) report.candidates() / report.interactive().count();
        assertThat(candidatesAJob).isCloseTo(shape.meanCost(), within(0.05));
        assertThat(shape.meanCost()).isEqualTo(4 + 2 + 2 + 1);
        assertThat(report.interactive().p50()).isLessThan(report.interactive().p95());
    }

    @Test
    void aFullQueueIsServedAtTheThroughputOfFullBatches() {
        Hardware hardware = hardware(2, 0.25, 8);
        assertThat(hardware.throughput()).isCloseTo(8 / (2 * (1 + 7 * 0.25)), within(1e-9));
        List<Demand.Arrival> all = IntStream.range(0, 8000)
                .mapToObj(i -> new Demand.Arrival(0, true))
                .toList();

        FleetReport report = run(new Demand(all), ONE, hardware, 5);

        assertThat(report.batch()).isCloseTo(8, within(0.1));
        assertThat(report.seconds()).isCloseTo(8000 / (5 * hardware.throughput()), within(20.0));
    }

    @Test
    void interactiveJobsPassABulkFile() {
        List<Demand.Arrival> arrivals = new ArrayList<>();
        IntStream.range(0, 1000).forEach(i -> arrivals.add(new Demand.Arrival(0, true)));
        IntStream.range(1, 100).forEach(i -> arrivals.add(new Demand.Arrival(i * 5, false)));

        FleetReport report = run(new Demand(arrivals), ONE, hardware(1, 1, 1), 1);

        assertThat(report.interactive().p99()).isLessThanOrEqualTo(2.0);
        assertThat(report.bulk().p99()).isGreaterThan(900);
    }

    @Test
    void aColdStartIsWaitedForOnceAndIdleWorkersGo() {
        Hardware cold = new Hardware(1, 1, 1, 100, 0, 1, 0);
        Demand twoVisits = new Demand(List.of(new Demand.Arrival(5, false), new Demand.Arrival(2000, false)));

        FleetReport fromNone = FleetSizing.scaled(twoVisits, ONE, cold, 0, 3, 8, 1);

        // Looked at every ten seconds, so asked for at 10 and there at 110; gone again before the second comes.
        assertThat(fromNone.interactive().p99()).isCloseTo(106, within(1e-6));
        assertThat(fromNone.interactive().p50()).isGreaterThan(100);
        assertThat(fromNone.workerSeconds()).isLessThan(1000);
        FleetReport warm = FleetSizing.scaled(twoVisits, ONE, cold, 1, 3, 8, 1);
        assertThat(warm.interactive().p99()).isCloseTo(1, within(1e-9));
    }

    @Test
    void theSmallestFleetMeetsTheTargetAndOneLessDoesNot() {
        Demand demand = poisson(20_000, 3);
        Hardware hardware = hardware(1, 0.5, 4);
        FleetSizing.Sized sized = FleetSizing.fixed(demand, ONE, hardware, new FleetSizing.Target(2.5, 0), 1);

        assertThat(sized.report().interactive().p95()).isLessThanOrEqualTo(2.5);
        assertThat(run(demand, ONE, hardware, sized.workers() - 1).interactive().p95())
                .isGreaterThan(2.5);
        assertThatThrownBy(() -> FleetSizing.fixed(demand, ONE, hardware, new FleetSizing.Target(0.5, 0), 1))
                .hasMessageContaining("a job alone takes longer");
    }

    @Test
    void theSameSeedGivesTheSameDay() {
        Demand demand = Demand.day(3000, 1.8, 0.5, 4, 9);
        assertThat(Demand.day(3000, 1.8, 0.5, 4, 9)).isEqualTo(demand);
        JobShape shape = new JobShape(4, List.of(0.6), 2, 1);
        assertThat(run(demand, shape, hardware(1, 0.5, 4), 2)).isEqualTo(run(demand, shape, hardware(1, 0.5, 4), 2));
    }

    @Test
    void aDayHasItsJobsItsPeakAndItsFiles() {
        Demand demand = Demand.day(100_000, 1.8, 0.3, 10, 3);
        long bulk = demand.arrivals().stream().filter(Demand.Arrival::bulk).count();
        assertThat(bulk).isEqualTo(30_000);
        assertThat(demand.arrivals()).hasSizeBetween(99_000, 101_000);
        double noon = rate(demand, 10, 14);
        double night = rate(demand, 0, 2) + rate(demand, 22, 24);
        assertThat(noon / 4).isCloseTo(1.8 * 70_000 / 24, within(0.06 * 1.8 * 70_000 / 24));
        assertThat(night).isLessThan(noon / 5);
    }

    private static double rate(Demand demand, int from, int to) {
        return demand.arrivals().stream()
                .filter(a -> !a.bulk() && a.at() >= from * 3600.0 && a.at() < to * 3600.0)
                .count();
    }

    private static Hardware hardware(double candidate, double company, int batch) {
        return new Hardware(candidate, company, batch, 0, 0, 1, 0);
    }

    private static FleetReport run(Demand demand, JobShape shape, Hardware hardware, int workers) {
        return FleetSimulation.run(demand, shape, hardware, Autoscaler.Settings.fixed(workers), 1);
    }

    private static Demand poisson(int jobs, double rate) {
        SplittableRandom random = new SplittableRandom(42);
        List<Demand.Arrival> arrivals = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < jobs; i++) {
            at += -Math.log(1 - random.nextDouble()) / rate;
            arrivals.add(new Demand.Arrival(at, false));
        }
        return new Demand(arrivals);
    }
}
