package dev.refinery.rewards;

import dev.refinery.contracts.score.PromptScore;
import dev.refinery.rewards.RewardPolicy.PromptRule;
import dev.refinery.rewards.encoder.TextEncoder;
import dev.refinery.rewards.metric.EmbeddingCosine;

/**
 * Does the picture show what the prompt says? The cosine of a text-image encoder, calibrated. It takes no part in the
 * references' scores. Thread-safe.
 */
final class PromptAlignment {
    private static final int CACHED_PROMPTS = 64;

    private final PromptRule rule;
    private final TextEncoder encoder;
    private final BoundedCache<String, float[]> prompts = new BoundedCache<>(CACHED_PROMPTS);

    PromptAlignment(PromptRule rule, TextEncoder encoder) {
        this.rule = rule;
        this.encoder = encoder;
    }

    PromptScore judge(CandidateView candidate, String prompt) {
        float[] wanted = prompts.get(words(prompt), encoder::embed);
        double raw = EmbeddingCosine.cosine(wanted, candidate.embedding(encoder));
        return new PromptScore(raw, rule.calibration().apply(raw), rule.gate());
    }

    /** {@code @mug on @table} names references; an encoder reads their names. */
    private static String words(String prompt) {
        return prompt.replace("@", "").strip();
    }
}
