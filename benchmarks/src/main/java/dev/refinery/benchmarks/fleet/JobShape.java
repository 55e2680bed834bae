package dev.refinery.benchmarks.fleet;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What a job asks for.
 *
 * @param candidates of a round
 * @param ends shares of the jobs that end with their first, second ... round; the others go on to the last
 * @param rounds at most
 * @param finalCost of the final render, in candidates
 */
public record JobShape(int candidates, List<Double> ends, int rounds, double finalCost) {
    public JobShape {
        ends = List.copyOf(ends);
        if (candidates < 1 || rounds < 1 || finalCost < 0) {
            throw new IllegalArgumentException("a job has at least one round of one candidate");
        }
        double sum = ends.stream().mapToDouble(Double::doubleValue).sum();
        if (ends.stream().anyMatch(e -> e < 0) || sum > 1 + 1e-9) {
            throw new IllegalArgumentException("shares of jobs that end must add up to 1 at most");
        }
    }

    /** In which round a job ends, drawn. */
    int lastRound(SplittableRandom random) {
        double left = random.nextDouble();
        for (int i = 0; i < Math.min(ends.size(), rounds); i++) {
            left -= ends.get(i);
            if (left < 0) {
                return i + 1;
            }
        }
        return rounds;
    }

    /** Candidates of a job, in the mean, final render included. */
    public double meanCost() {
        double rest = 1;
        double rounded = 0;
        for (int i = 0; i < rounds; i++) {
            rounded += rest;
            rest -= i < ends.size() ? ends.get(i) : 0;
        }
        return rounded * candidates + finalCost;
    }
}
