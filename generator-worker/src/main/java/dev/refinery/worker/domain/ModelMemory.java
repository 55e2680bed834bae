package dev.refinery.worker.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who makes room when a model is to be loaded: those that were not used for the longest, and never one at work. A model that is
 * larger than the budget may be there alone. Pure.
 */
public final class ModelMemory {
    private final long budget;

    /** @param budget bytes for models, on each device */
    public ModelMemory(long budget) {
        this.budget = budget;
    }

    /**
     * @param used when it was last leased, as a count that rises with every lease
     */
    public record Loaded(String model, long bytes, boolean atWork, long used) {}

    /** @return models to unload first, none when there is room; empty = not before somebody has finished */
    public Optional<List<String>> makeRoom(long bytes, List<Loaded> loaded) {
        long taken = loaded.stream().mapToLong(Loaded::bytes).sum();
        List<String> leave = new ArrayList<>();
        for (Loaded one :
                loaded.stream().sorted(Comparator.comparingLong(Loaded::used)).toList()) {
            if (fits(bytes, taken)) {
                break;
            }
            if (!one.atWork()) {
                leave.add(one.model());
                taken -= one.bytes();
            }
        }
        return fits(bytes, taken) || leave.size() == loaded.size() ? Optional.of(leave) : Optional.empty();
    }

    /** Whether it may be loaded beside what is there, without anybody's leaving. */
    public boolean fits(long bytes, long taken) {
        return taken <= budget && bytes <= budget - taken;
    }
}
