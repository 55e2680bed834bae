package dev.refinery.inference.flow;

import dev.refinery.inference.bundle.FlowManifest;
import java.util.Arrays;

/**
 * Noise levels from 1 (all noise) or less down to 0 (the picture). Evenly spaced levels are shifted towards noise, the more the
 * more tokens the picture has (Esser et al., "Scaling rectified flow transformers", 2024, with an exponential shift).
 * Immutable.
 */
public final class FlowSchedule {
    /** Fits of the shift over tokens at 10 and 200 steps that FLUX.2 publishes; from the limit on the second alone holds. */
    private static final double[] AT_10_STEPS = {8.73809524e-05, 1.89833333};

    private static final double[] AT_200_STEPS = {0.00016927, 0.45666666};
    private static final int MANY_TOKENS = 4300;

    private final float[] sigmas;

    private FlowSchedule(float[] sigmas) {
        this.sigmas = sigmas;
    }

    /** @param tokens of the picture, references not counted */
    public static FlowSchedule of(FlowManifest.Schedule manifest, int tokens) {
        return of(manifest, manifest.steps(), tokens);
    }

    static FlowSchedule of(FlowManifest.Schedule manifest, int steps, int tokens) {
        double shift = Math.exp(mu(manifest.shift(), steps, tokens));
        double[] levels = new double[steps];
        for (int i = 0; i < steps; i++) {
            double even = steps == 1 ? 1 : 1 + (1.0 / steps - 1) * i / (steps - 1);
            levels[i] = shift / (shift + (1 / even - 1));
        }
        Double terminal = manifest.terminal();
        double stretch = terminal == null ? 1 : (1 - terminal) / (1 - levels[steps - 1]);
        float[] sigmas = new float[steps + 1];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = (float) (terminal == null ? levels[i] : 1 - (1 - levels[i]) * stretch);
        }
        return new FlowSchedule(sigmas);
    }

    private static double mu(FlowManifest.Shift shift, int steps, int tokens) {
        Integer baseTokens = shift.baseTokens();
        Integer maxTokens = shift.maxTokens();
        Double base = shift.base();
        Double max = shift.max();
        if (baseTokens != null && maxTokens != null && base != null && max != null) {
            double slope = (max - base) / (maxTokens - baseTokens);
            return tokens * slope + (base - slope * baseTokens);
        }
        double at200 = AT_200_STEPS[0] * tokens + AT_200_STEPS[1];
        if (tokens > MANY_TOKENS) {
            return at200;
        }
        double at10 = AT_10_STEPS[0] * tokens + AT_10_STEPS[1];
        double slope = (at200 - at10) / 190;
        return slope * steps + (at200 - 200 * slope);
    }

    /**
     * The way from a picture that was noised to {@code level}: that level, then the levels of this schedule below it.
     *
     * @param level in (0, 1]; 1 gives this schedule
     */
    public FlowSchedule from(double level) {
        if (!(level > 0 && level <= 1)) {
            throw new IllegalArgumentException("a noise level must be in (0, 1], not " + level);
        }
        float start = (float) level;
        int first = 0;
        while (sigmas[first] >= start) {
            first++;
        }
        float[] rest = new float[sigmas.length - first + 1];
        rest[0] = start;
        System.arraycopy(sigmas, first, rest, 1, sigmas.length - first);
        return new FlowSchedule(rest);
    }

    /** Steps of the sampler: one less than there are levels. */
    public int steps() {
        return sigmas.length - 1;
    }

    /** @param i 0 to {@link #steps}, the last is 0 */
    public float sigma(int i) {
        return sigmas[i];
    }

    @Override
    public String toString() {
        return "FlowSchedule" + Arrays.toString(sigmas);
    }
}
