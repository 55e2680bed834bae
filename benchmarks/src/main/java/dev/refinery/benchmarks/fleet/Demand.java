package dev.refinery.benchmarks.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** When jobs come. Immutable. */
public record Demand(List<Arrival> arrivals) {
    private static final double DAY = 86_400;

    /**
     * @param at seconds from the start
     * @param bulk of a batch, which gives way to interactive jobs
     */
    public record Arrival(double at, boolean bulk) {}

    public Demand {
        arrivals = List.copyOf(arrivals);
    }

    /**
     * A day: interactive jobs as a Poisson process whose rate rises and falls as a sine, lowest at the start and highest half a
     * day later; bulk jobs all at once, in files spread evenly over the day.
     *
     * @param jobs of the day
     * @param peak highest rate by the mean rate, 1 to 2
     * @param bulkShare of the jobs that come in files, 0 to 1
     * @param files of the day
     */
    public static Demand day(int jobs, double peak, double bulkShare, int files, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Arrival> arrivals = new ArrayList<>();
        int bulk = files == 0 ? 0 : (int) Math.round(jobs * bulkShare);
        for (int i = 0; i < bulk; i++) {
            arrivals.add(new Arrival(DAY * (i % files + 0.5) / files, true));
        }
        double rate = (jobs - bulk) / DAY;
        double highest = rate * peak;
        double at = 0;
        // Thinning: draws at the highest rate, each kept with the share that its hour has of it (Lewis and Shedler
        // 1979).
        while (highest > 0) {
            at += -Math.log(1 - random.nextDouble()) / highest;
            if (at >= DAY) {
                break;
            }
            double now = rate * (1 - (peak - 1) * Math.cos(2 * Math.PI * at / DAY));
            if (random.nextDouble() * highest < now) {
                arrivals.add(new Arrival(at, false));
            }
        }
        arrivals.sort(Comparator.comparingDouble(Arrival::at));
        return new Demand(arrivals);
    }
}
