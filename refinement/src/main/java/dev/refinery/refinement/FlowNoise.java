package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import java.util.List;

/**
 * A genome's noise as a flow model needs it: standard normal everywhere, as many numbers as the picture's size takes. The
 * canonical candidate, zero for other generators, is the job's draw at (0, 0), which no other candidate has. Pure.
 */
public final class FlowNoise {
    /** Apart from every lane of Philox that the search draws from. */
    private static final int STEP_LANE = 32;

    private FlowNoise() {}

    /** @throws dev.refinery.contracts.InvalidValueException for programs that name latents or groups of latents */
    public static float[] initial(NoiseProgram program, long seed, int length) {
        List<NoiseStep> steps = program.steps().stream().map(FlowNoise::drawn).toList();
        return NoiseMaterializer.materialize(new NoiseProgram(steps), seed, LatentSpace.ungrouped(length));
    }

    private static NoiseStep drawn(NoiseStep step) {
        Require.that(
                !(step instanceof NoiseStep.Given), "noise.steps", "must not give latents to a flow model one by one");
        return step instanceof NoiseStep.Zero ? new NoiseStep.Fresh(0, 0) : step;
    }

    /**
     * Fills {@code out} with what a sampler draws at a step. The same for every candidate of a job, so that candidates differ by
     * their genomes alone.
     */
    public static void between(long seed, int step, float[] out) {
        Philox.gaussians(seed, 0, step, STEP_LANE, out);
    }
}
