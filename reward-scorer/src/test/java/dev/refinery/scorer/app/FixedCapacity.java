package dev.refinery.scorer.app;

import dev.refinery.contracts.job.Lane;

/** As many slots in every lane, all the time. */
public record FixedCapacity(int slots, int partitions) implements Capacity {
    @Override
    public int slots(Lane lane) {
        return slots;
    }
}
