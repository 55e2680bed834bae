package dev.refinery.inference.flow;

/** Velocities put together. Stateless; every method changes its first argument in place. */
public final class Guidance {
    private Guidance() {}

    /**
     * Strengthens (or weakens) one reference: what it adds to the velocity is added once more, {@code exp(log) - 1} times. At
     * log = 0 nothing changes; a negative log takes some of it away, and the reference would be gone at minus infinity. The
     * parts of several references are added up, as Liu et al., "Compositional visual generation" (2022), compose conditions.
     *
     * @param whole velocity with every reference, which is not changed
     * @param without velocity without this reference
     */
    public static void emphasise(float[] velocity, float[] whole, float[] without, double log) {
        float factor = (float) Math.expm1(log);
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] += factor * (whole[i] - without[i]);
        }
    }

    /** Classifier-free guidance (Ho and Salimans 2022). */
    public static void away(float[] velocity, float[] unconditional, double scale) {
        float factor = (float) scale;
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] = unconditional[i] + factor * (velocity[i] - unconditional[i]);
        }
    }

    /** Gives each token the length that it has in {@code model}; a token of length 0 is left alone. */
    public static void rescale(float[] velocity, float[] model, int channels) {
        for (int start = 0; start < velocity.length; start += channels) {
            double own = 0;
            double wanted = 0;
            for (int c = 0; c < channels; c++) {
                own += (double) velocity[start + c] * velocity[start + c];
                wanted += (double) model[start + c] * model[start + c];
            }
            if (own > 0) {
                float factor = (float) Math.sqrt(wanted / own);
                for (int c = 0; c < channels; c++) {
                    velocity[start + c] *= factor;
                }
            }
        }
    }
}
