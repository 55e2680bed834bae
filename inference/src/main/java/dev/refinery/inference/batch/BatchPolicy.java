package dev.refinery.inference.batch;

import dev.refinery.contracts.job.Lane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Which of the pictures that wait for a device take their next step together. Nobody waits for company: a batch is made anew
 * for every step, of whoever is there. Interactive work goes first; shapes take turns; within a shape the oldest go first, so
 * that pictures come out one by one and not all at the end.
 */
public final class BatchPolicy {
    private BatchPolicy() {}

    /**
     * One picture that waits.
     *
     * @param shape pictures of equal shapes fit into one network call
     * @param rows of that call which the picture takes
     * @param arrived place in the order of arrival
     * @param moved when it took its last step, as a count that rises with every step of the device; -1 = never
     */
    public record Waiting(Object shape, Lane lane, int rows, long arrived, long moved) {}

    /**
     * @param waiting not empty
     * @param devices threads that are free to work on what waits, this one included: each gets its share
     * @param largest rows of a call by shape, at least 1
     * @return indices of {@code waiting}, at least one; a picture of more rows than {@code largest} comes alone
     */
    public static List<Integer> next(List<Waiting> waiting, int devices, ToIntFunction<Object> largest) {
        Object shape = waiting.get(leader(waiting)).shape();
        List<Integer> company = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).shape().equals(shape)) {
                company.add(i);
                rows += waiting.get(i).rows();
            }
        }
        company.sort(Comparator.comparingInt((Integer i) -> turn(waiting.get(i)))
                .thenComparingLong(i -> waiting.get(i).arrived()));
        int room = Math.min(largest.applyAsInt(shape), Math.ceilDiv(rows, devices));
        List<Integer> chosen = new ArrayList<>();
        for (int i : company) {
            room -= waiting.get(i).rows();
            if (room < 0 && !chosen.isEmpty()) {
                break;
            }
            chosen.add(i);
        }
        return chosen;
    }

    private static int turn(Waiting one) {
        return one.lane() == Lane.INTERACTIVE ? 0 : 1;
    }

    /** A picture of the foremost lane whose shape has not had its turn for the longest. */
    private static int leader(List<Waiting> waiting) {
        Map<Object, Long> turns = new HashMap<>();
        waiting.forEach(one -> turns.merge(one.shape(), one.moved(), Math::max));
        Comparator<Waiting> order = Comparator.comparingInt(BatchPolicy::turn)
                .thenComparingLong(one -> turns.getOrDefault(one.shape(), one.moved()))
                .thenComparingLong(Waiting::arrived);
        int first = 0;
        for (int i = 1; i < waiting.size(); i++) {
            if (order.compare(waiting.get(i), waiting.get(first)) < 0) {
                first = i;
            }
        }
        return first;
    }
}
