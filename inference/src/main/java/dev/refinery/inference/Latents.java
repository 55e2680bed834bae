package dev.refinery.inference;

import java.util.Arrays;

/** A candidate's latent vector z, float32. Immutable. */
public final class Latents {
    private final float[] values;

    private Latents(float[] values) {
        this.values = values;
    }

    /** Copies. */
    public static Latents of(float[] values) {
        return new Latents(values.clone());
    }

    /** z = 0, the canonical candidate. */
    public static Latents zero(int length) {
        return new Latents(new float[length]);
    }

    public int length() {
        return values.length;
    }

    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latents latents && Arrays.equals(values, latents.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Latents[" + values.length + "]";
    }
}
