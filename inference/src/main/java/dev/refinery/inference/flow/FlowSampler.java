package dev.refinery.inference.flow;

import dev.refinery.inference.bundle.FlowManifest;
import org.jspecify.annotations.Nullable;

/**
 * One step along the straight line between picture and noise that a flow model predicts: x(sigma) = (1 - sigma) picture + sigma
 * noise, velocity = noise - picture. With {@code eta} = 0 it is Euler's step of the deterministic flow; above, that share of the
 * predicted noise (in variance eta^2) is replaced by fresh noise, as DDIM does it for diffusion (Song et al. 2021), and with 1
 * all of it. Stateless and thread-safe.
 *
 * @param eta [0, 1]
 */
public record FlowSampler(double eta) {
    public FlowSampler {
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta must be in [0, 1], not " + eta);
        }
    }

    public static FlowSampler of(FlowManifest.Sampler manifest) {
        Double eta = manifest.eta();
        return new FlowSampler(FlowManifest.Sampler.EULER.equals(manifest.name()) ? 0 : eta == null ? 1 : eta);
    }

    /** Whether a step to {@code next} takes fresh noise; the last, to 0, never does. */
    public boolean draws(float next) {
        return eta > 0 && next > 0;
    }

    /**
     * Moves {@code x} in place.
     *
     * @param fresh standard normal, as long as x; null exactly when {@link #draws} is false
     */
    public void step(float[] x, float[] velocity, float sigma, float next, float @Nullable [] fresh) {
        if (draws(next) != (fresh != null)) {
            throw new IllegalArgumentException("fresh noise belongs to steps that draw, and to no others");
        }
        if (fresh == null) {
            float dt = next - sigma;
            for (int i = 0; i < x.length; i++) {
                x[i] += dt * velocity[i];
            }
            return;
        }
        float kept = (float) Math.sqrt(1 - eta * eta);
        float drawn = (float) eta;
        for (int i = 0; i < x.length; i++) {
            float picture = x[i] - sigma * velocity[i];
            float noise = x[i] + (1 - sigma) * velocity[i];
            x[i] = (1 - next) * picture + next * (kept * noise + drawn * fresh[i]);
        }
    }

    /** A picture's tokens brought to noise level {@code sigma}. */
    public static float[] noised(float[] picture, float[] noise, float sigma) {
        float[] x = new float[picture.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = sigma * noise[i] + (1 - sigma) * picture[i];
        }
        return x;
    }
}
