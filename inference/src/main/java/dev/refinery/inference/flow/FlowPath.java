package dev.refinery.inference.flow;

import dev.refinery.inference.StepNoise;

/** One picture's tokens on their way from noise to the picture, step by step. Not thread-safe. */
public final class FlowPath {
    private final FlowSchedule schedule;
    private final FlowSampler sampler;
    private final StepNoise noise;
    private final float[] x;
    private int taken;

    /** @param x at the schedule's first noise level; taken over, and moved in place */
    public FlowPath(FlowSchedule schedule, FlowSampler sampler, StepNoise noise, float[] x) {
        this.schedule = schedule;
        this.sampler = sampler;
        this.noise = noise;
        this.x = x;
    }

    /** True at noise level 0: {@link #tokens} are the picture. */
    public boolean arrived() {
        return taken == schedule.steps();
    }

    /** The noise level here. */
    public float sigma() {
        return schedule.sigma(taken);
    }

    /** Not copied, and not to be changed. */
    public float[] tokens() {
        return x;
    }

    /** Takes one step. */
    public void move(float[] velocity) {
        float next = schedule.sigma(taken + 1);
        float[] fresh = null;
        if (sampler.draws(next)) {
            fresh = new float[x.length];
            noise.draw(taken, fresh);
        }
        sampler.step(x, velocity, sigma(), next, fresh);
        taken++;
    }

    @Override
    public String toString() {
        return "FlowPath[" + taken + " of " + schedule.steps() + " steps]";
    }
}
