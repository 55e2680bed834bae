package dev.refinery.rewards;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.Reason;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.rewards.RewardMetric.Prepared;
import dev.refinery.rewards.RewardMetric.Verdict;
import dev.refinery.rewards.RewardPolicy.EncoderUse;
import dev.refinery.rewards.RewardPolicy.MetricUse;
import dev.refinery.rewards.RewardPolicy.PromptRule;
import dev.refinery.rewards.RewardPolicy.RoleRule;
import dev.refinery.rewards.RewardPolicy.VisionUse;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.metric.EmbeddingCosine;
import dev.refinery.rewards.metric.OutputControls;
import dev.refinery.rewards.metric.PictureQuality;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.rewards.vlm.VisionRubric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges candidates under one policy. Deterministic: the same pixels and layout give the same scorecard. Thread-safe; the
 * features of the most recently used references are kept (bounded), keyed by the sha256 of photo and mask.
 *
 * <p>Scores rank candidates of one generator against each other; they do not rank generators.
 */
public final class CandidateJudge {
    private static final int DEFAULT_CACHED_REFERENCES = 48;

    /** Under a policy without a quality gate, missed output controls still have one to fail. */
    private static final double LEAST_CONTROL_GATE = 0.1;

    private final RewardPolicy policy;
    private final Map<MetricUse, RewardMetric> metrics;
    private final @Nullable PromptAlignment prompts;
    private final BoundedCache<FeatureKey, PreparedRole> features;

    public CandidateJudge(RewardPolicy policy) {
        this(policy, Encoders.none());
    }

    /** @throws dev.refinery.rewards.encoder.EncoderUnavailableException the policy names an encoder that is not there */
    public CandidateJudge(RewardPolicy policy, Encoders encoders) {
        this(policy, RewardMetrics.builtIn(), encoders, DEFAULT_CACHED_REFERENCES);
    }

    /**
     * @param metrics by unique names; every metric that the policy uses and that needs no encoder must be among them
     * @param cachedReferences how many references' features are kept, about 5 MB each at most
     */
    public CandidateJudge(RewardPolicy policy, List<RewardMetric> metrics, Encoders encoders, int cachedReferences) {
        this(policy, metrics, encoders, VisionJudges.none(), cachedReferences);
    }

    /**
     * As above, with vision-language models that the policy may name.
     *
     * @throws dev.refinery.rewards.vlm.VisionJudgeUnavailableException the policy names one, but none is configured
     */
    public CandidateJudge(
            RewardPolicy policy,
            List<RewardMetric> metrics,
            Encoders encoders,
            VisionJudges vision,
            int cachedReferences) {
        this.policy = policy;
        this.features = new BoundedCache<>(cachedReferences);
        PromptRule rule = policy.prompt();
        this.prompts = rule == null ? null : new PromptAlignment(rule, encoders.texts(rule.encoder()));
        Map<MetricUse, RewardMetric> resolved = new HashMap<>();
        for (RoleRule role : policy.roles().values()) {
            role.uses().forEach(use -> resolved.put(use, resolve(use, metrics, encoders, vision)));
        }
        this.metrics = Map.copyOf(resolved);
    }

    public RewardPolicy policy() {
        return policy;
    }

    /** @param references in the order of the job's references, not empty */
    public Scorecard judge(JudgedCandidate candidate, List<JudgedReference> references) {
        return judge(candidate, references, null);
    }

    /**
     * @param references in the order of the job's references, not empty
     * @param prompt what the picture should show; judged where the policy says how
     */
    public Scorecard judge(JudgedCandidate candidate, List<JudgedReference> references, @Nullable String prompt) {
        return explain(candidate, references, prompt).scorecard();
    }

    /** As {@link #judge(JudgedCandidate, List, String)}, with the reasons that vision judges gave. */
    public Judgement explain(JudgedCandidate candidate, List<JudgedReference> references, @Nullable String prompt) {
        CandidateView view = new CandidateView(candidate);
        boolean styled = references.stream().anyMatch(r -> r.reference().role() == Role.STYLE);
        List<ReferenceScore> scores = new ArrayList<>(references.size());
        Map<String, String> reasons = new HashMap<>();
        for (JudgedReference reference : references) {
            List<String> words = new ArrayList<>();
            scores.add(score(view, reference, styled, words));
            if (!words.isEmpty()) {
                reasons.put(reference.reference().name(), Reason.of(String.join(" / ", words)));
            }
        }
        return new Judgement(
                new Scorecard(
                        policy.digest(),
                        scores,
                        quality(view),
                        prompts == null || prompt == null || prompt.isBlank() ? null : prompts.judge(view, prompt)),
                reasons);
    }

    /** A picture that is not what its output controls asked for fails the gate, however sharp it is. */
    private QualityScore quality(CandidateView view) {
        PictureQuality.Assessment quality = PictureQuality.of(view);
        Map<String, Double> controls = OutputControls.of(view);
        Map<String, Double> parts = new LinkedHashMap<>(quality.parts());
        parts.putAll(controls);
        double met = controls.getOrDefault(OutputControls.MET, 1.0);
        if (met == 1) {
            return new QualityScore(quality.score(), policy.qualityGate(), parts);
        }
        double gate = Math.max(policy.qualityGate(), LEAST_CONTROL_GATE);
        return new QualityScore(Math.min(quality.score(), gate * met), gate, parts);
    }

    /** @param words takes what judges said, the hold-out's last */
    private ReferenceScore score(CandidateView view, JudgedReference judged, boolean styled, List<String> words) {
        Reference reference = judged.reference();
        RoleRule rule = policy.rule(reference.role());
        double gate = reference.gate() == null ? rule.gate(styled) : reference.gate();
        if (rule.metrics().isEmpty()) {
            return masked(reference, gate, String.valueOf(rule.masked()), null, Map.of());
        }
        PreparedRole prepared = features.get(FeatureKey.of(judged), key -> prepare(rule, judged));
        Holdout holdout = holdout(view, reference, rule, prepared);
        double raw = 0;
        double score = 0;
        double total = 0;
        String reason = "";
        Map<String, Double> parts = new LinkedHashMap<>(holdout.parts());
        for (int i = 0; i < rule.metrics().size(); i++) {
            MetricUse use = rule.metrics().get(i);
            switch (prepared.metrics().get(i).judge(view, reference.name())) {
                case Verdict.Judged verdict -> {
                    double finite = finite(verdict.raw(), use.name());
                    raw += use.weight() * finite;
                    score += use.weight() * use.calibration().apply(finite);
                    total += use.weight();
                    parts.putAll(verdict.parts());
                    if (verdict.reason() != null) {
                        words.add(verdict.reason());
                    }
                }
                case Verdict.Masked verdict -> reason = verdict.reason();
            }
        }
        if (holdout.reason() != null) {
            words.add("hold-out: " + holdout.reason());
        }
        if (total == 0) {
            return masked(reference, gate, reason, holdout.score(), parts);
        }
        return new ReferenceScore(
                reference.name(),
                reference.role(),
                raw / total,
                Math.clamp(score / total, 0, 1),
                gate,
                reference.weight(),
                null,
                holdout.score(),
                parts);
    }

    private static Holdout holdout(CandidateView view, Reference reference, RoleRule rule, PreparedRole prepared) {
        MetricUse use = rule.holdout();
        Prepared metric = prepared.holdout();
        if (use == null || metric == null) {
            return new Holdout(null, Map.of(), null);
        }
        return switch (metric.judge(view, reference.name())) {
            case Verdict.Judged verdict -> {
                Map<String, Double> parts = new LinkedHashMap<>();
                verdict.parts().forEach((name, value) -> parts.put("holdout_" + name, value));
                parts.put("holdout_raw", verdict.raw());
                yield new Holdout(use.calibration().apply(finite(verdict.raw(), use.name())), parts, verdict.reason());
            }
            case Verdict.Masked verdict -> new Holdout(null, Map.of(), null);
        };
    }

    private PreparedRole prepare(RoleRule rule, JudgedReference judged) {
        ReferenceView view = new ReferenceView(judged.image(), judged.mask());
        List<Prepared> ready =
                rule.metrics().stream().map(use -> metric(use).prepare(view)).toList();
        return new PreparedRole(
                ready, rule.holdout() == null ? null : metric(rule.holdout()).prepare(view));
    }

    private RewardMetric metric(MetricUse use) {
        return Objects.requireNonNull(metrics.get(use), "every use is resolved when the policy is loaded");
    }

    private RewardMetric resolve(MetricUse use, List<RewardMetric> builtIn, Encoders encoders, VisionJudges vision) {
        EncoderUse encoder = use.encoder();
        if (encoder != null) {
            return new EmbeddingCosine(encoders.pictures(encoder.id(), encoder.head()), encoder.region());
        }
        VisionUse seen = use.vision();
        if (seen != null) {
            return new VisionRubric(vision.of(seen.model()), seen.rubric(), seen.role());
        }
        return builtIn.stream()
                .filter(metric -> metric.name().equals(use.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "policy " + policy.reference() + " uses an unknown metric: " + use.name()));
    }

    private static ReferenceScore masked(
            Reference reference, double gate, String reason, @Nullable Double holdout, Map<String, Double> parts) {
        return new ReferenceScore(
                reference.name(), reference.role(), 0, 0, gate, reference.weight(), reason, holdout, parts);
    }

    private static double finite(double raw, String metric) {
        if (!Double.isFinite(raw)) {
            throw new IllegalStateException("metric " + metric + " gave " + raw);
        }
        return raw;
    }

    private record Holdout(
            @Nullable Double score,
            Map<String, Double> parts,
            @Nullable String reason) {}

    private record PreparedRole(
            List<Prepared> metrics, @Nullable Prepared holdout) {}

    private record FeatureKey(Role role, String image, String mask) {
        static FeatureKey of(JudgedReference judged) {
            Reference reference = judged.reference();
            String mask = judged.mask() == null
                    ? ""
                    : reference.mask() == null ? "unnamed" : reference.mask().sha256();
            return new FeatureKey(reference.role(), reference.image().sha256(), mask);
        }
    }
}
