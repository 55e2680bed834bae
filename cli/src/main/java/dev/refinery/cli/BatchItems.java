package dev.refinery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of items whose jobs may name local pictures by {@code file}, relative to it. One line at a time, whatever its size. */
final class BatchItems {
    private static final int NAMED = 10;

    private final Path file;
    private final Path folder;

    BatchItems(Path file) {
        this.file = file;
        Path parent = file.toAbsolutePath().normalize().getParent();
        this.folder = parent == null ? Path.of("/") : parent;
    }

    /** Writes the file as the gateway takes it, with every local picture uploaded. Each picture is sent once. */
    void prepare(Path prepared, JobFile.Uploader gateway) {
        requirePictures();
        Map<String, String> sent = new HashMap<>();
        JobFile.Uploader once = (image, type, name) -> sent.computeIfAbsent(name, n -> gateway.upload(image, type, n));
        Path partial = prepared.resolveSibling(prepared.getFileName() + ".part");
        try (BufferedReader in = Files.newBufferedReader(file);
                BufferedWriter out = Files.newBufferedWriter(partial)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode item = parse(line);
                if (item instanceof ObjectNode object && object.get("body") instanceof ObjectNode body) {
                    object.set("body", JobFile.of(body, folder).upload(once));
                    out.write(object.toString());
                } else {
                    // The gateway says what is wrong with it, under the number of this line.
                    out.write(line);
                }
                out.write('\n');
            }
        } catch (IOException e) {
            throw new CliException("cannot prepare " + file + ": " + e.getMessage(), e);
        }
        move(partial, prepared);
    }

    /** Before the first byte is sent: pictures that are missing. */
    private void requirePictures() {
        List<String> missing = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null && missing.size() <= NAMED; line = in.readLine()) {
                if (parse(line).path("body") instanceof ObjectNode body) {
                    missing.addAll(JobFile.of(body, folder).missing());
                }
            }
        } catch (IOException e) {
            throw new CliException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (!missing.isEmpty()) {
            List<String> named = missing.subList(0, Math.min(NAMED, missing.size()));
            throw new CliException("the items name pictures that cannot be read:\n  " + String.join("\n  ", named)
                    + (missing.size() > NAMED ? "\n  and more" : "") + "\nPaths are relative to " + file + ".");
        }
    }

    private static JsonNode parse(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return Json.mapper().missingNode();
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException("cannot write " + to + ": " + e.getMessage(), e);
        }
    }
}
