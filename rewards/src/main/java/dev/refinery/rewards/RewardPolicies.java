package dev.refinery.rewards;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.RewardPolicy.Calibration;
import dev.refinery.rewards.RewardPolicy.EncoderUse;
import dev.refinery.rewards.RewardPolicy.MetricUse;
import dev.refinery.rewards.RewardPolicy.PromptRule;
import dev.refinery.rewards.RewardPolicy.RoleRule;
import dev.refinery.rewards.metric.EmbeddingCosine;
import dev.refinery.rewards.metric.EmbeddingRegion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policies that come with the product, and how policy documents are read. Stateless. */
public final class RewardPolicies {
    /** The policy of jobs that name none. */
    public static final String DEFAULT = "catalog@1";

    private static final List<String> NAMES = List.of(DEFAULT, "embeddings-draft@0", "flat-draft@0");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private RewardPolicies() {}

    public static List<String> names() {
        return NAMES;
    }

    /** @throws UnknownPolicyException when no such policy comes with the product */
    public static RewardPolicy load(String name) {
        if (!NAMES.contains(name)) {
            throw new UnknownPolicyException(name);
        }
        try (InputStream in = RewardPolicies.class.getResourceAsStream("/policies/" + name + ".yaml")) {
            if (in == null) {
                throw new UnknownPolicyException(name);
            }
            return parse(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Reads a policy document.
     *
     * @throws IllegalArgumentException when it is not a valid policy; the message names the place
     */
    public static RewardPolicy parse(byte[] yaml) {
        try {
            Document document = YAML.readValue(yaml, Document.class);
            Map<Role, RoleRule> roles = new LinkedHashMap<>();
            document.roles.forEach((role, text) -> roles.put(Role.parse(role), text.rule()));
            return new RewardPolicy(
                    document.name,
                    document.version,
                    sha256(yaml),
                    document.quality.gate,
                    roles,
                    document.prompt == null ? null : document.prompt.rule());
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not a reward policy: " + malformed.getMessage(), malformed);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private record Document(
            String name,
            String version,
            QualityText quality,
            Map<String, RoleText> roles,
            @Nullable PromptText prompt) {}

    private record PromptText(String encoder, double gate, double midpoint, double scale) {
        PromptRule rule() {
            return new PromptRule(encoder, gate, new Calibration(midpoint, scale));
        }
    }

    private record QualityText(double gate) {}

    private record RoleText(
            double gate,
            @JsonProperty("gate_when_styled") @Nullable Double gateWhenStyled,
            @Nullable List<MetricText> metrics,
            @Nullable MetricText holdout,
            @Nullable String masked) {
        RoleRule rule() {
            return new RoleRule(
                    gate,
                    gateWhenStyled,
                    Optional.ofNullable(metrics).orElse(List.of()).stream()
                            .map(MetricText::use)
                            .toList(),
                    holdout == null ? null : holdout.use(),
                    masked);
        }
    }

    private record MetricText(
            String name,
            @Nullable Double weight,
            double midpoint,
            double scale,
            @Nullable String encoder,
            @Nullable String head,
            @Nullable EmbeddingRegion region) {
        MetricUse use() {
            return new MetricUse(name, weight == null ? 1 : weight, new Calibration(midpoint, scale), encoderUse());
        }

        private @Nullable EncoderUse encoderUse() {
            boolean embedding = EmbeddingCosine.NAME.equals(name);
            Require.that(embedding == (encoder != null), "encoder", "is needed by metric embedding, and by no other");
            Require.that(embedding == (region != null), "region", "is needed by metric embedding, and by no other");
            return encoder == null || region == null ? null : new EncoderUse(encoder, head, region);
        }
    }

    /** No such policy comes with the product. */
    public static final class UnknownPolicyException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnknownPolicyException(String name) {
            super("unknown reward policy " + name + "; known: " + NAMES);
        }
    }
}
