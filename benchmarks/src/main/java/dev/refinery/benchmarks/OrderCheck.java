package dev.refinery.benchmarks;

import java.util.List;

/**
 * Does a score fall as the damage grows? One check is one picture under one degradation, from no damage to the strongest.
 *
 * @param steps comparisons of neighbouring strengths
 * @param violations steps at which the score rose by more than {@link #TOLERANCE}, and whole series that fell by less than
 *     {@link #SEEN}: a metric that does not notice is as wrong as one that is confused
 */
record OrderCheck(int series, int steps, int violations) {
    static final OrderCheck NONE = new OrderCheck(0, 0, 0);
    /** Raw score that resampling noise may add. */
    static final double TOLERANCE = 0.005;
    /** Raw score that the strongest damage must cost. */
    static final double SEEN = 0.02;

    /** @param scores raw scores from no damage to the strongest, two or more */
    OrderCheck plus(List<Double> scores) {
        int wrong = 0;
        for (int i = 1; i < scores.size(); i++) {
            if (scores.get(i) > scores.get(i - 1) + TOLERANCE) {
                wrong++;
            }
        }
        if (scores.getFirst() - scores.getLast() < SEEN) {
            wrong++;
        }
        return new OrderCheck(series + 1, steps + scores.size() - 1, violations + wrong);
    }

    OrderCheck plus(OrderCheck other) {
        return new OrderCheck(series + other.series, steps + other.steps, violations + other.violations);
    }
}
