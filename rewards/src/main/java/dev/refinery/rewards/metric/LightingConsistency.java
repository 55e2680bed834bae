package dev.refinery.rewards.metric;

import dev.refinery.imaging.Raster;
import java.util.Map;

/**
 * OmniRef-Bench's lighting score of two pictures: a weighted sum of five agreements.
 *
 * <p>Source: arXiv 2606.26947 and the benchmark's public evaluation code; means of L, a, b are in OpenCV's 8-bit scale.
 *
 * <ul>
 *   <li>luminance .20: {@code max(0, 1 - |L1 - L2| / 50)}
 *   <li>contrast .15: {@code max(0, 1 - 2 |c1 - c2|)}, {@code c = (p95 - p5) / (p95 + p5)} of luma
 *   <li>colour temperature .20: {@code max(0, 1 - |(a1, b1) - (a2, b2)| / 50)}
 *   <li>light distribution .25: correlation of the 3 x 3 brightness grids, mapped to [0, 1]
 *   <li>shadow distribution .20: one minus the Bhattacharyya distance of 64-bin luma histograms
 * </ul>
 *
 * All values are in [0, 100], the scale of the benchmark.
 */
public record LightingConsistency(
        double luminance,
        double contrast,
        double colorTemperature,
        double lightDistribution,
        double shadowDistribution) {

    public static LightingConsistency between(Raster reference, Raster image) {
        return between(LightStatistics.of(reference), LightStatistics.of(image));
    }

    static LightingConsistency between(LightStatistics reference, LightStatistics image) {
        double luminance = Math.max(0, 1 - Math.abs(reference.meanL - image.meanL) / 50);
        double contrast = Math.max(0, 1 - 2 * Math.abs(reference.contrast - image.contrast));
        double tint = Math.hypot(reference.meanA - image.meanA, reference.meanB - image.meanB);
        return new LightingConsistency(
                100 * luminance,
                100 * contrast,
                100 * Math.max(0, 1 - tint / 50),
                100 * reference.distributionAgreement(image),
                100 * reference.histogramAgreement(image));
    }

    public double total() {
        return 0.2 * luminance
                + 0.15 * contrast
                + 0.2 * colorTemperature
                + 0.25 * lightDistribution
                + 0.2 * shadowDistribution;
    }

    /** The parts by the names that the benchmark prints. */
    public Map<String, Double> parts() {
        return Map.of(
                "luminance", luminance,
                "contrast", contrast,
                "color_temp", colorTemperature,
                "light_dist", lightDistribution,
                "shadow_dist", shadowDistribution);
    }
}
