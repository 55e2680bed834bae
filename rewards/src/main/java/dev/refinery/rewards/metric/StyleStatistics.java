package dev.refinery.rewards.metric;

import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Arrays;

/**
 * Position-free statistics of a picture: oriented edge energies over three octaves (a small steerable bank in the place of
 * Gabor filters), their correlations, kurtosis-like ratios, flatness, local binary patterns, and Lab histograms.
 * Immutable.
 */
final class StyleStatistics {
    private static final int OCTAVES = 3;
    private static final int L_BINS = 24;
    private static final int AB_BINS = 14;
    private static final int LBP_BINS = 10;

    private final double[] texture;
    private final double[] patterns;
    private final double[] lightness;
    private final double[] chroma;

    private StyleStatistics(double[] texture, double[] patterns, double[] lightness, double[] chroma) {
        this.texture = texture;
        this.patterns = patterns;
        this.lightness = lightness;
        this.chroma = chroma;
    }

    static StyleStatistics of(Lab picture) {
        double[] texture = new double[OCTAVES * 9];
        double[] patterns = new double[2 * LBP_BINS];
        Lab octave = picture;
        int n = 0;
        for (int o = 0; o < OCTAVES; o++) {
            n = edges(octave, texture, n);
            if (o < 2) {
                localBinaryPatterns(octave.l(), patterns, o * LBP_BINS);
            }
            octave = octave.half();
        }
        return new StyleStatistics(texture, patterns, histogramL(picture), histogramAb(picture));
    }

    /** Nine numbers of an octave, each scaled so that .1 is a small difference and 1 a large one. */
    private static int edges(Lab picture, double[] out, int at) {
        Plane plane = picture.l();
        int w = plane.width();
        int h = plane.height();
        float[] v = plane.values();
        float[] a = picture.a().values();
        float[] b = picture.b().values();
        double[] energy = new double[4];
        double square = 0;
        double magnitudes = 0;
        double hv = 0;
        double hh = 0;
        double vv = 0;
        double color = 0;
        double curve = 0;
        double curve2 = 0;
        int flat = 0;
        int count = 0;
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int i = y * w + x;
                double gx = v[i + 1] - v[i - 1];
                double gy = v[i + w] - v[i - w];
                double ax = Math.abs(gx);
                double ay = Math.abs(gy);
                energy[0] += ax;
                energy[1] += Math.abs(gx + gy) * 0.70710678;
                energy[2] += ay;
                energy[3] += Math.abs(gx - gy) * 0.70710678;
                double m2 = gx * gx + gy * gy;
                double m = Math.sqrt(m2);
                square += m2;
                magnitudes += m;
                hv += ax * ay;
                hh += ax * ax;
                vv += ay * ay;
                if (m < 1.5) {
                    flat++;
                }
                color += Math.abs(a[i + 1] - a[i - 1])
                        + Math.abs(b[i + 1] - b[i - 1])
                        + Math.abs(a[i + w] - a[i - w])
                        + Math.abs(b[i + w] - b[i - w]);
                double lap = v[i + 1] + v[i - 1] + v[i + w] + v[i - w] - 4 * v[i];
                curve += Math.abs(lap);
                curve2 += lap * lap;
                count++;
            }
        }
        double c = Math.max(1, count);
        for (int k = 0; k < 4; k++) {
            out[at++] = 0.5 * Math.log(energy[k] / c + 0.3);
        }
        out[at++] = 2.0 * square(magnitudes / c) / (square / c + 0.5);
        out[at++] = hv / (Math.sqrt(hh * vv) + 0.5 * c);
        out[at++] = (double) flat / c;
        out[at++] = 0.35 * Math.log(color / c + 0.3);
        out[at++] = 2.0 * square(curve / c) / (curve2 / c + 0.5);
        return at;
    }

    /** Rotation-invariant uniform patterns of eight neighbours (Ojala et al., 2002), with a dead zone of 0.7 L. */
    private static void localBinaryPatterns(Plane plane, double[] out, int at) {
        int w = plane.width();
        int h = plane.height();
        float[] v = plane.values();
        int[] around = {-w - 1, -w, -w + 1, 1, w + 1, w, w - 1, -1};
        int total = 0;
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int i = y * w + x;
                float threshold = v[i] + 0.7f;
                int bits = 0;
                for (int k = 0; k < 8; k++) {
                    if (v[i + around[k]] >= threshold) {
                        bits |= 1 << k;
                    }
                }
                int changes = Integer.bitCount((bits ^ (bits >> 1 | (bits & 1) << 7)) & 255);
                out[at + (changes <= 2 ? Integer.bitCount(bits) : LBP_BINS - 1)]++;
                total++;
            }
        }
        for (int k = at; k < at + LBP_BINS; k++) {
            out[k] /= Math.max(1, total);
        }
    }

    private static double[] histogramL(Lab picture) {
        double[] out = new double[L_BINS];
        float[] l = picture.l().values();
        for (float v : l) {
            double p = Math.clamp(v / 100.0, 0, 1) * (L_BINS - 1);
            int i = Math.min((int) p, L_BINS - 2);
            out[i] += (1 - (p - i)) / l.length;
            out[i + 1] += (p - i) / l.length;
        }
        return out;
    }

    /** Joint histogram of a and b over [-70, 70], shared between the four nearest bins. */
    private static double[] histogramAb(Lab picture) {
        double[] out = new double[AB_BINS * AB_BINS];
        float[] a = picture.a().values();
        float[] b = picture.b().values();
        for (int i = 0; i < a.length; i++) {
            double p = Math.clamp((a[i] + 70) / 140, 0f, 1f) * (AB_BINS - 1);
            double q = Math.clamp((b[i] + 70) / 140, 0f, 1f) * (AB_BINS - 1);
            int x = Math.min((int) p, AB_BINS - 2);
            int y = Math.min((int) q, AB_BINS - 2);
            double fx = p - x;
            double fy = q - y;
            int c = y * AB_BINS + x;
            out[c] += (1 - fx) * (1 - fy) / a.length;
            out[c + 1] += fx * (1 - fy) / a.length;
            out[c + AB_BINS] += (1 - fx) * fy / a.length;
            out[c + AB_BINS + 1] += fx * fy / a.length;
        }
        return out;
    }

    /** Root mean square difference of the texture numbers, and the patterns' Hellinger distance. */
    double textureDistance(StyleStatistics other) {
        double sum = 0;
        for (int i = 0; i < texture.length; i++) {
            sum += square(texture[i] - other.texture[i]);
        }
        double lbp = 0.5 * hellinger(Arrays.copyOf(patterns, LBP_BINS), Arrays.copyOf(other.patterns, LBP_BINS))
                + 0.5
                        * hellinger(
                                Arrays.copyOfRange(patterns, LBP_BINS, 2 * LBP_BINS),
                                Arrays.copyOfRange(other.patterns, LBP_BINS, 2 * LBP_BINS));
        return Math.sqrt(sum / texture.length) + 0.5 * lbp;
    }

    double lightnessOverlap(StyleStatistics other) {
        return overlap(lightness, other.lightness);
    }

    double chromaOverlap(StyleStatistics other) {
        return overlap(chroma, other.chroma);
    }

    private static double hellinger(double[] p, double[] q) {
        return Math.sqrt(Math.max(0, 1 - overlap(p, q)));
    }

    /** Bhattacharyya coefficient. */
    private static double overlap(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.sqrt(p[i] * q[i]);
        }
        return Math.min(1, sum);
    }

    private static double square(double v) {
        return v * v;
    }
}
