package dev.refinery.rewards.metric;

import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import java.util.HashMap;
import java.util.Map;

/** OmniRef-Bench's lighting score over 100; see {@link LightingConsistency}. */
public final class LightingFidelity implements RewardMetric {
    @Override
    public String name() {
        return "lighting-consistency";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        LightStatistics wanted = LightStatistics.of(reference.image());
        return (candidate, name) -> {
            LightStatistics seen = candidate.shared(LightStatistics.class, view -> LightStatistics.of(view.image()));
            LightingConsistency agreement = LightingConsistency.between(wanted, seen);
            Map<String, Double> parts = new HashMap<>(agreement.parts());
            parts.put("total", agreement.total());
            return new Verdict.Judged(agreement.total() / 100, parts);
        };
    }
}
