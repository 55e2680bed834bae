package dev.refinery.rewards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.InvalidPolicyException.Fault;
import dev.refinery.rewards.PolicyFields.Range;
import dev.refinery.rewards.RewardPolicy.Calibration;
import dev.refinery.rewards.RewardPolicy.EncoderUse;
import dev.refinery.rewards.RewardPolicy.MetricUse;
import dev.refinery.rewards.RewardPolicy.PromptRule;
import dev.refinery.rewards.RewardPolicy.RoleRule;
import dev.refinery.rewards.RewardPolicy.VisionUse;
import dev.refinery.rewards.metric.EmbeddingCosine;
import dev.refinery.rewards.metric.EmbeddingRegion;
import dev.refinery.rewards.vlm.Rubric;
import dev.refinery.rewards.vlm.VisionRubric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy document, strictly: docs/schema/reward-policy.v1.json in code, with a sentence for every fault. One
 * document, one thread.
 */
final class PolicyReader {
    /** Longer documents are not policies. */
    static final int MAX_BYTES = 64 * 1024;

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    static final Pattern VERSION = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.-]{0,19}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}");
    private static final Pattern METRIC = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
    private static final Pattern ENCODER = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}@[a-z0-9][a-z0-9.-]{0,39}");
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Calibration UNREAD = new Calibration(0, 1);

    private final Set<String> metrics;
    private final List<Fault> faults = new ArrayList<>();

    /** @param metrics names that a document may use; empty = any */
    PolicyReader(Set<String> metrics) {
        this.metrics = metrics;
    }

    /** @throws InvalidPolicyException naming everything that is wrong */
    RewardPolicy read(byte[] yaml, String digest) {
        PolicyFields document = new PolicyFields(tree(yaml), "", faults);
        String name = document.text("name", NAME, "lower-case letters, digits and '-', at most 40");
        String version =
                document.text("version", VERSION, "a version in quotes such as \"1\", at most 20 letters and digits");
        double qualityGate = 0;
        JsonNode quality = required(document, "quality", "a mapping with gate");
        if (quality != null) {
            PolicyFields fields = new PolicyFields(quality, "quality", faults);
            qualityGate = fields.number("gate", Range.UNIT, 0);
            fields.refuseUnknown();
        }
        Map<Role, RoleRule> roles = roles(document);
        PromptRule prompt = prompt(document);
        document.refuseUnknown();
        stopAtFaults();
        try {
            return new RewardPolicy(name, version, digest, qualityGate, roles, prompt);
        } catch (InvalidValueException e) {
            throw new InvalidPolicyException(List.of(new Fault("", String.valueOf(e.getMessage()))));
        }
    }

    private void stopAtFaults() {
        if (!faults.isEmpty()) {
            throw new InvalidPolicyException(faults);
        }
    }

    private static JsonNode tree(byte[] yaml) {
        if (yaml.length > MAX_BYTES) {
            throw new InvalidPolicyException(List.of(
                    new Fault("", "the document has " + yaml.length + " bytes; at most " + MAX_BYTES + " are read")));
        }
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (tree == null || !tree.isObject()) {
                throw new InvalidPolicyException(
                        List.of(new Fault("", "the document must be a mapping, name: ... first")));
            }
            return tree;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            throw new InvalidPolicyException(List.of(new Fault("", where + "not YAML: " + e.getOriginalMessage())));
        } catch (IOException e) {
            throw new InvalidPolicyException(List.of(new Fault("", "cannot be read as YAML in UTF-8")));
        }
    }

    private static @Nullable JsonNode required(PolicyFields fields, String field, String what) {
        JsonNode child = fields.child(field);
        if (child == null) {
            fields.fault(field, "is missing: give " + what);
        }
        return child;
    }

    private Map<Role, RoleRule> roles(PolicyFields document) {
        Map<Role, RoleRule> rules = new EnumMap<>(Role.class);
        JsonNode roles = required(document, "roles", "a mapping with every role");
        if (roles == null) {
            return rules;
        }
        PolicyFields fields = new PolicyFields(roles, "roles", faults);
        for (Role role : Role.values()) {
            JsonNode rule =
                    required(fields, role.wireName(), "gate and metrics, or gate and masked: why it is not judged");
            if (rule != null) {
                rules.put(role, role(role, new PolicyFields(rule, fields.place(role.wireName()), faults)));
            }
        }
        fields.refuseUnknown();
        return rules;
    }

    private RoleRule role(Role role, PolicyFields fields) {
        double gate = fields.number("gate", Range.UNIT, 0);
        Double gateWhenStyled = fields.optionalNumber("gate_when_styled", Range.UNIT);
        String masked = fields.optionalText("masked");
        List<MetricUse> uses = new ArrayList<>();
        JsonNode list = fields.child("metrics");
        if (list != null && (!list.isArray() || list.isEmpty())) {
            fields.fault("metrics", "must be a list of at least one metric; leave it out and give masked for none");
        } else if (list != null) {
            for (int i = 0; i < list.size(); i++) {
                uses.add(metric(role, list.get(i), fields.place("metrics[" + i + "]"), true));
            }
        }
        if ((list == null) == (masked == null)) {
            fields.fault("masked", "must say why the role is not judged, exactly when there are no metrics");
        }
        JsonNode holdout = fields.child("holdout");
        MetricUse held = holdout == null ? null : metric(role, holdout, fields.place("holdout"), false);
        if (held != null && uses.contains(held)) {
            fields.fault("holdout", "must be another metric than those that rank");
        }
        fields.refuseUnknown();
        return new RoleRule(gate, gateWhenStyled, uses, held, masked == null && uses.isEmpty() ? "?" : masked);
    }

    private MetricUse metric(Role role, JsonNode node, String place, boolean ranks) {
        PolicyFields fields = new PolicyFields(node, place, faults);
        String name = fields.text("name", METRIC, "the name of a metric");
        if (!name.isEmpty() && !metrics.isEmpty() && !metrics.contains(name)) {
            fields.fault("name", "is no metric here: " + name + "; known are " + String.join(", ", metrics));
        }
        Double weight = ranks ? fields.optionalNumber("weight", Range.POSITIVE) : null;
        Calibration calibration = calibration(fields);
        EncoderUse encoder = encoder(role, fields, EmbeddingCosine.NAME.equals(name));
        VisionUse vision = vision(role, fields, VisionRubric.NAME.equals(name));
        fields.refuseUnknown();
        return new MetricUse(name, weight == null ? 1 : weight, calibration, encoder, vision);
    }

    private static @Nullable VisionUse vision(Role role, PolicyFields fields, boolean needed) {
        if (!needed) {
            for (String field : List.of("model", "rubric")) {
                if (fields.has(field)) {
                    fields.fault(field, "is needed by metric " + VisionRubric.NAME + ", and by no other");
                }
            }
            return null;
        }
        String model = fields.text("model", MODEL, "a model's name as the endpoint of refinery.vlm.base-url calls it");
        String rubric = fields.text("rubric", VERSION, "a rubric's version in quotes");
        if (!rubric.isEmpty() && !Rubric.versions().contains(rubric)) {
            fields.fault("rubric", "is no rubric here; there are " + String.join(", ", Rubric.versions()));
        }
        return model.isEmpty() ? null : new VisionUse(model, rubric, role);
    }

    private static Calibration calibration(PolicyFields fields) {
        double midpoint = fields.number("midpoint", Range.ANY, UNREAD.midpoint());
        double scale = fields.number("scale", Range.POSITIVE, UNREAD.scale());
        return new Calibration(midpoint, scale);
    }

    private static @Nullable EncoderUse encoder(Role role, PolicyFields fields, boolean needed) {
        String head = fields.optionalText("head");
        String region = fields.optionalText("region");
        if (!needed) {
            for (String field : List.of("encoder", "head", "region")) {
                if (fields.has(field)) {
                    fields.fault(field, "is needed by metric " + EmbeddingCosine.NAME + ", and by no other");
                }
            }
            return null;
        }
        String encoder = fields.text("encoder", ENCODER, "an encoder bundle as name@version");
        try {
            EmbeddingRegion parsed = EmbeddingRegion.parse(region == null ? "" : region);
            if (!parsed.fits(role)) {
                fields.fault("region", "cannot be " + region + " in this role: layouts know subjects only");
            }
            return ENCODER.matcher(encoder).matches() ? new EncoderUse(encoder, head, parsed) : null;
        } catch (InvalidValueException e) {
            fields.fault("region", "must be one of placed, unplaced, open, whole");
            return null;
        }
    }

    private @Nullable PromptRule prompt(PolicyFields document) {
        JsonNode node = document.child("prompt");
        if (node == null) {
            return null;
        }
        PolicyFields fields = new PolicyFields(node, "prompt", faults);
        String encoder = fields.text("encoder", ENCODER, "an encoder bundle as name@version that knows texts");
        double gate = fields.number("gate", Range.UNIT, 0);
        Calibration calibration = calibration(fields);
        fields.refuseUnknown();
        return encoder.isEmpty() ? null : new PromptRule(encoder, gate, calibration);
    }
}
