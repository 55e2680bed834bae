package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Plane;
import java.util.SplittableRandom;

/** Noise with the spectrum of natural pictures: what a metric gives it is what a metric gives to anything. */
final class PinkNoise {
    private PinkNoise() {}

    /** Values about 50 with a standard deviation of about 20; the same for the same seed. */
    static Plane plane(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Plane out = new Plane(width, height);
        double power = 0;
        for (int scale = 2; scale <= 64; scale *= 2) {
            Plane octave = new Plane(Math.max(2, width / scale * 2), Math.max(2, height / scale * 2));
            for (int i = 0; i < octave.values().length; i++) {
                octave.values()[i] = (float) random.nextGaussian();
            }
            Plane large = octave.resize(width, height);
            for (int i = 0; i < out.values().length; i++) {
                out.values()[i] += large.values()[i];
            }
        }
        for (float v : out.values()) {
            power += v * v;
        }
        float gain = (float) (20 / Math.sqrt(power / out.values().length));
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = 50 + gain * out.values()[i];
        }
        return out;
    }
}
