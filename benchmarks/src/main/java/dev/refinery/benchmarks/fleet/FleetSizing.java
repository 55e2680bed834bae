package dev.refinery.benchmarks.fleet;

/** How many workers a demand takes. */
public final class FleetSizing {
    private static final int MOST = 1 << 14;

    private FleetSizing() {}

    /** @param report of the smallest fleet that meets the target */
    public record Sized(int workers, FleetReport report) {}

    /**
     * Seconds in which 95 of 100 jobs have ended.
     *
     * @param bulk of those that come in files
     */
    public record Target(double interactive, double bulk) {
        boolean met(FleetReport report) {
            return within(report.interactive(), interactive) && within(report.bulk(), bulk);
        }

        private static boolean within(Percentiles seen, double limit) {
            return seen.count() == 0 || seen.p95() <= limit;
        }
    }

    /**
     * The smallest fleet of a fixed size that meets the target.
     *
     * @throws IllegalArgumentException when a fleet that nobody would pay for does not meet it either
     */
    public static Sized fixed(Demand demand, JobShape shape, Hardware hardware, Target target, long seed) {
        int low = 1;
        int high = 1;
        FleetReport found = of(demand, shape, hardware, high, seed);
        while (!target.met(found)) {
            if (high > MOST) {
                throw new IllegalArgumentException("no fleet meets " + target.interactive() + " s for interactive and "
                        + target.bulk() + " s for bulk jobs: a job alone takes longer");
            }
            low = high + 1;
            high *= 2;
            found = of(demand, shape, hardware, high, seed);
        }
        while (low < high) {
            int middle = (low + high) / 2;
            FleetReport report = of(demand, shape, hardware, middle, seed);
            if (target.met(report)) {
                high = middle;
                found = report;
            } else {
                low = middle + 1;
            }
        }
        return new Sized(high, found);
    }

    /**
     * A fleet that follows its backlog, as the manifests tell it to.
     *
     * @param tasks backlog for each worker
     */
    public static FleetReport scaled(
            Demand demand, JobShape shape, Hardware hardware, int least, int most, double tasks, long seed) {
        return FleetSimulation.run(demand, shape, hardware, Autoscaler.Settings.ofManifests(least, most, tasks), seed);
    }

    private static FleetReport of(Demand demand, JobShape shape, Hardware hardware, int workers, long seed) {
        return FleetSimulation.run(demand, shape, hardware, Autoscaler.Settings.fixed(workers), seed);
    }
}
