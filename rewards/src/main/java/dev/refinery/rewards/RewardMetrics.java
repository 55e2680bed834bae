package dev.refinery.rewards;

import dev.refinery.rewards.metric.BackgroundFidelity;
import dev.refinery.rewards.metric.BackgroundLayout;
import dev.refinery.rewards.metric.LightingFidelity;
import dev.refinery.rewards.metric.LightingField;
import dev.refinery.rewards.metric.StyleFidelity;
import dev.refinery.rewards.metric.StyleTransport;
import dev.refinery.rewards.metric.SubjectAppearance;
import dev.refinery.rewards.metric.SubjectFidelity;
import java.util.List;

/** The metrics that need nothing but pixels. */
public final class RewardMetrics {
    private RewardMetrics() {}

    public static List<RewardMetric> builtIn() {
        return List.of(
                new SubjectFidelity(),
                new SubjectAppearance(),
                new BackgroundFidelity(),
                new BackgroundLayout(),
                new StyleFidelity(),
                new StyleTransport(),
                new LightingFidelity(),
                new LightingField());
    }
}
