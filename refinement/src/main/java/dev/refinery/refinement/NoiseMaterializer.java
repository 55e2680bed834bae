package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import java.util.BitSet;
import java.util.List;

/**
 * Runs a {@link NoiseProgram}: the only place where a genome's noise becomes numbers. Stateless and thread-safe; equal
 * arguments give bit-equal results on every machine. Memory: one vector a step.
 */
public final class NoiseMaterializer {
    static final int FRESH_LANE = 0;
    static final int ROTATE_LANE = 1;
    static final int REDRAW_LANE = 2;
    private static final double PARALLEL = 1e-6;

    private NoiseMaterializer() {}

    /**
     * @param seed the job's
     * @return the value of the program's last step, {@code space.length()} long
     */
    public static float[] materialize(NoiseProgram program, long seed, LatentSpace space) {
        List<NoiseStep> steps = program.steps();
        float[][] values = new float[steps.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = run(steps.get(i), values, seed, space);
        }
        return values[values.length - 1];
    }

    private static float[] run(NoiseStep step, float[][] values, long seed, LatentSpace space) {
        return switch (step) {
            case NoiseStep.Zero zero -> new float[space.length()];
            case NoiseStep.Fresh fresh -> draw(seed, fresh.round(), fresh.index(), FRESH_LANE, space);
            case NoiseStep.Given given -> given(given, space);
            case NoiseStep.Rotate rotate ->
                rotate(
                        values[rotate.from()],
                        draw(seed, rotate.round(), rotate.index(), ROTATE_LANE, space),
                        rotate.theta(),
                        all(space));
            case NoiseStep.RedrawGroups redraw ->
                rotate(
                        values[redraw.from()],
                        draw(seed, redraw.round(), redraw.index(), REDRAW_LANE, space),
                        redraw.theta(),
                        space.positions(redraw.groups()));
            case NoiseStep.Slerp slerp -> slerp(values[slerp.a()], values[slerp.b()], slerp.t());
            case NoiseStep.TakeGroups take -> take(values[take.a()], values[take.b()], space.positions(take.groups()));
        };
    }

    private static float[] draw(long seed, int round, int index, int lane, LatentSpace space) {
        float[] noise = new float[space.length()];
        Philox.gaussians(seed, round, index, lane, noise);
        return noise;
    }

    private static float[] given(NoiseStep.Given given, LatentSpace space) {
        Require.that(given.values().size() <= space.length(), "values", "must fit the bundle's latents");
        float[] z = new float[space.length()];
        for (int i = 0; i < given.values().size(); i++) {
            z[i] = given.values().get(i).floatValue();
        }
        return z;
    }

    private static BitSet all(LatentSpace space) {
        BitSet positions = new BitSet(space.length());
        positions.set(0, space.length());
        return positions;
    }

    private static float[] rotate(float[] from, float[] noise, double theta, BitSet positions) {
        double cos = StrictMath.cos(theta);
        double sin = StrictMath.sin(theta);
        float[] out = from.clone();
        positions.stream().forEach(i -> out[i] = (float) (cos * from[i] + sin * noise[i]));
        return out;
    }

    private static float[] take(float[] a, float[] b, BitSet positions) {
        float[] out = a.clone();
        positions.stream().forEach(i -> out[i] = b[i]);
        return out;
    }

    /** Shoemake's spherical interpolation (SIGGRAPH 1985); linear where an operand is zero or both are parallel. */
    private static float[] slerp(float[] a, float[] b, double t) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        double wa = 1 - t;
        double wb = t;
        if (aa > 0 && bb > 0) {
            double cosine = Math.max(-1, Math.min(1, ab / StrictMath.sqrt(aa * bb)));
            double omega = StrictMath.acos(cosine);
            double sine = StrictMath.sin(omega);
            if (sine > PARALLEL) {
                wa = StrictMath.sin((1 - t) * omega) / sine;
                wb = StrictMath.sin(t * omega) / sine;
            }
        }
        float[] out = new float[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (wa * a[i] + wb * b[i]);
        }
        return out;
    }
}
