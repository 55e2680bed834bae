package dev.refinery.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A scorecard for people or, by docs/schema/score.v1.json, for machines.
 *
 * @param policy {@code name@version}
 * @param layout where the placements come from; empty = no layout
 */
record ScoreReport(String image, String sha256, String policy, String layout, Scorecard card) {
    /** Why scores must not be compared across generators; said wherever they are shown. */
    static final String CAUTION = "Scores rank pictures of one generator; they do not rank generators.";

    ObjectNode json() {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("image", image);
        root.put("sha256", sha256);
        root.put("policy", policy);
        root.put("policy_digest", card.policyDigest());
        if (!layout.isEmpty()) {
            root.put("layout", layout);
        }
        root.put("meets_all_gates", card.meetsAllGates());
        ArrayNode references = root.putArray("references");
        for (ReferenceScore score : card.references()) {
            ObjectNode node = references.addObject();
            node.put("name", score.name());
            node.put("role", score.role().wireName());
            if (score.judged()) {
                node.put("raw", score.raw());
                node.put("score", score.score());
            } else {
                node.put("masked", score.masked());
            }
            node.put("gate", score.gate());
            node.put("meets_gate", score.meetsGate());
            if (score.holdout() != null) {
                node.put("holdout", score.holdout());
            }
            node.set("parts", parts(score.parts()));
        }
        QualityScore quality = card.quality();
        ObjectNode node = root.putObject("quality");
        node.put("score", quality.score());
        node.put("gate", quality.gate());
        node.put("meets_gate", quality.meetsGate());
        node.set("parts", parts(quality.parts()));
        return root;
    }

    private static ObjectNode parts(Map<String, Double> parts) {
        ObjectNode node = Json.mapper().createObjectNode();
        new TreeMap<>(parts).forEach(node::put);
        return node;
    }

    void print(PrintWriter out) {
        out.println(image + " under " + policy + " (" + card.policyDigest().substring(0, 12) + "), "
                + (layout.isEmpty() ? "no layout known" : "layout of " + layout));
        for (ReferenceScore score : card.references()) {
            out.println();
            String name = score.name() + " (" + score.role().wireName() + ")";
            String masked = score.masked();
            if (masked != null) {
                out.printf(Locale.ROOT, "%-28s not judged: %s%n", name, masked);
            } else {
                out.printf(
                        Locale.ROOT,
                        "%-28s score %.3f %s gate %.2f   raw %.3f%n",
                        name,
                        score.score(),
                        score.meetsGate() ? ">=" : "< ",
                        score.gate(),
                        score.raw());
            }
            Double holdout = score.holdout();
            if (holdout != null) {
                out.printf(Locale.ROOT, "  %-26s %.3f%n", "hold-out", holdout);
            }
            Double distance = score.parts().get("delta_e_2000");
            if (distance != null) {
                out.printf(Locale.ROOT, "  %-26s %.1f%n", "mean dE2000 in the subject", distance);
            }
            if (!score.parts().isEmpty()) {
                out.println("  " + listed(score.parts()));
            }
        }
        out.println();
        QualityScore quality = card.quality();
        out.printf(
                Locale.ROOT,
                "%-28s score %.3f %s gate %.2f%n",
                "quality",
                quality.score(),
                quality.meetsGate() ? ">=" : "< ",
                quality.gate());
        out.println("  " + listed(quality.parts()));
        out.println();
        out.println(CAUTION);
        out.flush();
    }

    static String listed(Map<String, Double> parts) {
        return new TreeMap<>(parts)
                .entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
