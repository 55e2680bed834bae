package dev.refinery.rewards.metric;

import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.pixel.Lab;
import java.util.Map;

/**
 * Does the picture look made in the reference's manner? Position-free, over the whole picture:
 *
 * <pre>
 * texture = e^-(d / 0.35)^1.5, d of oriented energies, correlations, kurtosis, flatness, LBP
 * colour  = 0.4 Bhattacharyya coefficient of L + 0.6 of (a, b)
 * raw     = 0.55 texture + 0.45 colour
 * </pre>
 */
public final class StyleFidelity implements RewardMetric {
    @Override
    public String name() {
        return "style-fidelity";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        StyleStatistics wanted = StyleStatistics.of(Lab.fit(reference.image(), CandidateView.WORKING_SIDE));
        return (candidate, name) -> {
            StyleStatistics seen = candidate.shared(StyleStatistics.class, view -> StyleStatistics.of(view.lab()));
            double distance = wanted.textureDistance(seen);
            double texture = Math.exp(-Math.pow(distance / 0.35, 1.5));
            double lightness = wanted.lightnessOverlap(seen);
            double chroma = wanted.chromaOverlap(seen);
            double raw = 0.55 * texture + 0.45 * (0.4 * lightness + 0.6 * chroma);
            return new Verdict.Judged(
                    raw,
                    Map.of(
                            "texture", texture,
                            "texture_distance", distance,
                            "lightness", lightness,
                            "chroma", chroma));
        };
    }
}
