package dev.refinery.scorer.app;

import dev.refinery.contracts.job.Lane;

/** How much work there is room for, as seen lately: advice, never a promise. Thread-safe. */
public interface Capacity {
    /** Tasks of the lane that all workers together can hold at a time; 0 when none was seen. */
    int slots(Lane lane);

    /** Partitions over which jobs are spread. */
    int partitions();
}
