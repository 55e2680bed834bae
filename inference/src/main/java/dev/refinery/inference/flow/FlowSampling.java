package dev.refinery.inference.flow;

import dev.refinery.inference.RenderCanceledException;
import dev.refinery.inference.StepNoise;
import java.util.function.BooleanSupplier;

/** The walk from noise to a picture's tokens. Stateless. */
public final class FlowSampling {
    private FlowSampling() {}

    /** What the model, guidance included, says at a point of the way. */
    @FunctionalInterface
    public interface VelocityField {
        /** @return as long as {@code x}, which it does not change */
        float[] at(float[] x, float sigma);
    }

    /**
     * @param x at the schedule's first level; moved in place
     * @param canceled asked before every step
     * @return x, at noise level 0
     * @throws RenderCanceledException when {@code canceled} says so
     */
    public static float[] run(
            FlowSchedule schedule,
            FlowSampler sampler,
            float[] x,
            VelocityField field,
            StepNoise noise,
            BooleanSupplier canceled) {
        for (int i = 0; i < schedule.steps(); i++) {
            if (canceled.getAsBoolean()) {
                throw new RenderCanceledException("canceled before step " + i + " of " + schedule.steps());
            }
            float sigma = schedule.sigma(i);
            float next = schedule.sigma(i + 1);
            float[] velocity = field.at(x, sigma);
            float[] fresh = null;
            if (sampler.draws(next)) {
                fresh = new float[x.length];
                noise.draw(i, fresh);
            }
            sampler.step(x, velocity, sigma, next, fresh);
        }
        return x;
    }
}
