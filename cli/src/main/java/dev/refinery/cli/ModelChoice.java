package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A generator of the checkout.
 *
 * @param id {@code name@version}
 * @param largest pixels of the longest side that it makes
 */
record ModelChoice(String id, int largest) {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

    /**
     * @param wanted {@code name@version}, or a name of which there is one version
     * @throws CliException there is none; the message lists what there is
     */
    static ModelChoice of(Path bundles, String wanted) {
        Map<String, ModelChoice> known = known(bundles);
        List<ModelChoice> fitting = known.values().stream()
                .filter(m -> m.id().equals(wanted) || m.id().startsWith(wanted + "@"))
                .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        throw new CliException((fitting.isEmpty() ? "there is no model " + wanted : wanted + " has several versions")
                + " under " + bundles + "; --model takes " + String.join(", ", known.keySet()) + ".");
    }

    /** A size WIDTHxHEIGHT in the same proportions that the model makes; what is no such size stays for the gateway to refuse. */
    String fitting(String size) {
        Matcher sides = SIZE.matcher(size);
        if (!sides.matches()) {
            return size;
        }
        int width = Integer.parseInt(sides.group(1));
        int height = Integer.parseInt(sides.group(2));
        double scale = Math.min(1, largest / (double) Math.max(width, height));
        return Math.round(width * scale) + "x" + Math.round(height * scale);
    }

    private static Map<String, ModelChoice> known(Path bundles) {
        Map<String, ModelChoice> known = new TreeMap<>();
        try (Stream<Path> found = Files.find(
                bundles,
                3,
                (path, attributes) -> bundles.relativize(path).getNameCount() == 3 && path.endsWith("bundle.json"))) {
            for (Path manifest : found.toList()) {
                JsonNode node = Json.mapper().readTree(manifest.toFile());
                if (!node.path("kind").asText().equals("encoder")) {
                    String id = node.path("name").asText() + "@"
                            + node.path("version").asText();
                    known.put(
                            id,
                            new ModelChoice(id, node.path("sizes").path("max").asInt()));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CliException("cannot read the bundles under " + bundles + ": " + e.getMessage(), e);
        }
        return known;
    }
}
