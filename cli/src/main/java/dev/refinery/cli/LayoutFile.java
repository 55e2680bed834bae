package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.contracts.event.Placement.Cutout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a result's subjects are, its digest and its scores: {@code result-0.json} beside {@code result-0.png}. The result of
 * the API, with the name of the picture's file and of the job.
 */
record LayoutFile(Path file, String sha256, List<Placement> placements) {
    LayoutFile {
        placements = List.copyOf(placements);
    }

    /** Writes what the API says of one result beside its picture; replaces an older one. */
    static void write(Path picture, String job, JsonNode result) throws IOException {
        ObjectNode content = Json.mapper().createObjectNode();
        content.put("job", job);
        content.put("file", String.valueOf(picture.getFileName()));
        result.properties().forEach(field -> {
            if (!field.getKey().equals("url")) {
                content.set(field.getKey(), field.getValue());
            }
        });
        Files.writeString(beside(picture), JobRun.pretty(content) + "\n");
    }

    /** The layout that lies beside a picture and belongs to its bytes; empty when there is none. */
    static Optional<LayoutFile> find(Path picture, byte[] bytes) {
        Path file = beside(picture);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file)).filter(layout -> layout.sha256.equals(digest(bytes)));
        } catch (CliException notALayout) {
            // A file of the same name that is something else, the job for one.
            return Optional.empty();
        }
    }

    /** @throws CliException when it is no layout, or another picture's */
    static LayoutFile of(Path file, byte[] bytes) {
        LayoutFile layout = read(file);
        if (!layout.sha256.equals(digest(bytes))) {
            throw new CliException(file + " is the layout of another picture (sha256 "
                    + layout.sha256.substring(0, Math.min(12, layout.sha256.length()))
                    + "..., not " + digest(bytes).substring(0, 12) + "...): an edited picture has no layout.");
        }
        return layout;
    }

    private static LayoutFile read(Path file) {
        try {
            JsonNode root = Json.mapper().readTree(Files.readAllBytes(file));
            JsonNode layout = root.path("layout");
            if (!layout.isArray() || !root.path("sha256").isTextual()) {
                throw new CliException(
                        file + " is no layout: it has no \"layout\" and \"sha256\" as submit --out writes them.");
            }
            List<Placement> placements = new ArrayList<>();
            layout.forEach(node -> placements.add(placement(node)));
            return new LayoutFile(file, root.path("sha256").asText(), placements);
        } catch (NoSuchFileException e) {
            throw new CliException("the layout " + file + " does not exist.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(file + " is no layout: " + e.getMessage(), e);
        }
    }

    private static Placement placement(JsonNode node) {
        return new Placement(
                node.path("reference").asText(),
                box(node.path("source")),
                box(node.path("target")),
                node.path("mirrored").asBoolean(),
                node.path("rotation").asDouble(),
                node.path("visible_fraction").asDouble(1),
                node.path("area_fraction").asDouble(),
                node.path("depth_rank").asInt(),
                node.path("cutout_confidence").asDouble(),
                Cutout.valueOf(node.path("cutout").asText("NONE").toUpperCase(Locale.ROOT)),
                null);
    }

    private static Box box(JsonNode node) {
        for (String side : List.of("x0", "y0", "x1", "y1")) {
            if (!node.path(side).isNumber()) {
                throw new IllegalArgumentException("a box needs numbers x0, y0, x1, y1");
            }
        }
        return new Box(
                node.path("x0").asDouble(),
                node.path("y0").asDouble(),
                node.path("x1").asDouble(),
                node.path("y1").asDouble());
    }

    private static Path beside(Path picture) {
        String name = String.valueOf(picture.getFileName());
        int dot = name.lastIndexOf('.');
        return picture.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".json");
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
