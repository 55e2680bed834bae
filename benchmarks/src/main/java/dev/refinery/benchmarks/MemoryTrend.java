package dev.refinery.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Whether memory is flat while candidates are made. Pure.
 *
 * @param startMb resident after the first sample
 * @param middleMb median of the second half
 * @param slopeMb megabytes that the second half gains over its length, by Theil and Sen's slope, the median of all pairs': single
 *     spikes do not turn it
 * @param flat true when that is at most {@link #ALLOWED} of the median
 */
record MemoryTrend(double startMb, double middleMb, double slopeMb, boolean flat) {
    static final double ALLOWED = 0.02;

    /** @param samples resident megabytes at equal distances, four or more */
    static MemoryTrend of(List<Double> samples) {
        if (samples.size() < 4) {
            throw new IllegalArgumentException("a trend takes four samples or more, not " + samples.size());
        }
        List<Double> half = samples.subList(samples.size() / 2, samples.size());
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            for (int j = i + 1; j < half.size(); j++) {
                slopes.add((half.get(j) - half.get(i)) / (j - i));
            }
        }
        double gained = RenderCommand.median(slopes) * (half.size() - 1);
        double middle = RenderCommand.median(half);
        return new MemoryTrend(samples.getFirst(), middle, gained, gained <= ALLOWED * middle);
    }

    static double most(List<Double> samples) {
        return Collections.max(samples);
    }
}
