package dev.refinery.rewards;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.metric.EmbeddingRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A versioned document that says how references of each role are judged. Immutable.
 *
 * @param digest sha256 of the document's bytes; scores are comparable only under equal digests
 * @param qualityGate the picture's own quality that every candidate must reach, [0, 1]
 * @param prompt how the prompt is judged, null = not at all
 */
public record RewardPolicy(
        String name,
        String version,
        String digest,
        double qualityGate,
        Map<Role, RoleRule> roles,
        @Nullable PromptRule prompt) {
    public RewardPolicy {
        Require.between(qualityGate, 0, 1, "quality.gate");
        roles = Map.copyOf(roles);
        for (Role role : Role.values()) {
            RoleRule rule = roles.get(role);
            if (rule == null) {
                throw new InvalidValueException("roles." + role.wireName(), "must be present");
            }
            rule.uses().forEach(use -> checkRegion(role, use));
        }
    }

    private static void checkRegion(Role role, MetricUse use) {
        EncoderUse encoder = use.encoder();
        if (encoder == null) {
            return;
        }
        Require.that(
                encoder.region().fits(role),
                "roles." + role.wireName() + ".region",
                "cannot be " + encoder.region().name().toLowerCase(Locale.ROOT) + ": layouts know subjects only");
    }

    /** {@code catalog@1}. */
    public String reference() {
        return name + "@" + version;
    }

    public RoleRule rule(Role role) {
        RoleRule rule = roles.get(role);
        if (rule == null) {
            throw new IllegalStateException("the constructor checks that every role is present");
        }
        return rule;
    }

    /**
     * How one role is judged.
     *
     * @param gate the score that a reference must reach unless the job says otherwise, [0, 1]
     * @param gateWhenStyled the gate in jobs that also have a style reference: a drawing cannot keep a photo's surfaces; null =
     *     {@code gate}
     * @param metrics what ranks candidates; empty = the role is masked
     * @param holdout judged and reported, never used for ranking; null = none
     * @param masked why the role cannot be judged; required when there are no metrics
     */
    public record RoleRule(
            double gate,
            @Nullable Double gateWhenStyled,
            List<MetricUse> metrics,
            @Nullable MetricUse holdout,
            @Nullable String masked) {
        public RoleRule {
            Require.between(gate, 0, 1, "gate");
            if (gateWhenStyled != null) {
                Require.between(gateWhenStyled, 0, 1, "gate_when_styled");
            }
            metrics = List.copyOf(metrics);
            Require.that(!metrics.isEmpty() || masked != null, "masked", "must say why when there are no metrics");
        }

        /** Every metric that is computed, the hold-out last. */
        List<MetricUse> uses() {
            List<MetricUse> all = new ArrayList<>(metrics);
            if (holdout != null) {
                all.add(holdout);
            }
            return all;
        }

        /** The gate in a job with or without a style reference. */
        public double gate(boolean styled) {
            return styled && gateWhenStyled != null ? gateWhenStyled : gate;
        }
    }

    /**
     * A metric in a role.
     *
     * @param weight share among the role's metrics, > 0
     * @param calibration raw scores to [0, 1]
     * @param vision the vision-language model that judges, null = none
     * @param encoder the learned encoder that the metric looks through, null = it needs none
     */
    public record MetricUse(
            String name,
            double weight,
            Calibration calibration,
            @Nullable EncoderUse encoder,
            @Nullable VisionUse vision) {
        public MetricUse {
            Require.that(weight > 0, "weight", "must be greater than 0");
        }
    }

    /**
     * @param id {@code name@version} of an encoder bundle
     * @param head null = the encoder's default
     */
    public record EncoderUse(String id, @Nullable String head, EmbeddingRegion region) {
        private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}@[a-z0-9][a-z0-9.-]{0,39}");

        public EncoderUse {
            Require.matches(id, ID, "encoder");
            Require.that(region != null, "region", "must be one of placed, unplaced, open, whole");
        }
    }

    /**
     * @param model as the configured endpoint calls it
     * @param rubric version of {@link dev.refinery.rewards.vlm.Rubric}
     * @param role whose question is asked
     */
    public record VisionUse(String model, String rubric, Role role) {
        public VisionUse {
            Require.text(model, "model", 120);
        }
    }

    /**
     * @param encoder {@code name@version} of an encoder bundle that knows texts
     * @param gate the score that a candidate must reach, [0, 1]; 0 = reported only
     */
    public record PromptRule(String encoder, double gate, Calibration calibration) {
        public PromptRule {
            Require.text(encoder, "prompt.encoder", 81);
            Require.between(gate, 0, 1, "prompt.gate");
        }
    }

    /**
     * {@code p = 1 / (1 + e^-((s - midpoint) / scale))} (Platt, 1999), through two anchors: .1 at the upper quartile of mismatched
     * pairs, .9 at the upper decile of matched ones. A maximum-likelihood fit would be a step, because the pairs separate.
     *
     * @param midpoint the raw score of an even chance
     * @param scale > 0, in raw units
     */
    public record Calibration(double midpoint, double scale) {
        public Calibration {
            Require.finite(midpoint, "midpoint");
            Require.that(scale > 0, "scale", "must be greater than 0");
        }

        public double apply(double raw) {
            return 1 / (1 + Math.exp(-(raw - midpoint) / scale));
        }
    }
}
