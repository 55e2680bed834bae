package dev.refinery.inference;

/** Fresh noise for samplers that draw. Implementations are thread-safe and repeatable: equal arguments, equal numbers. */
@FunctionalInterface
public interface StepNoise {
    /** @param step of the schedule, from 0; fills {@code out} with standard normal deviates */
    void draw(int step, float[] out);

    /** For samplers that never draw. */
    StepNoise NONE = (step, out) -> {
        throw new IllegalStateException("a sampler that draws needs noise");
    };
}
