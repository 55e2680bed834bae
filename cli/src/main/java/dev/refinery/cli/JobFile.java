package dev.refinery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A job on disk: the API's JSON, whose references may also name local pictures by {@code file} (and a mask by
 * {@code mask_file}), relative to the job file.
 */
final class JobFile {
    private final ObjectNode job;
    private final Path folder;

    private JobFile(ObjectNode job, Path folder) {
        this.job = job;
        this.folder = folder;
    }

    /** A job that was read from somewhere else; {@code folder} is what its paths are relative to. */
    static JobFile of(ObjectNode job, Path folder) {
        return new JobFile(job, folder);
    }

    /** Sends a picture; returns its asset id. */
    interface Uploader {
        String upload(byte[] image, String mediaType, String name);
    }

    static JobFile read(Path file) {
        byte[] bytes = bytesOf(file, "the job file");
        try {
            JsonNode root = Json.mapper().readTree(bytes);
            if (root instanceof ObjectNode object) {
                Path parent = file.toAbsolutePath().normalize().getParent();
                return new JobFile(object, parent == null ? Path.of("/") : parent);
            }
            throw new CliException(file + " must hold a JSON object with \"references\"; samples/jobs has examples.");
        } catch (JsonProcessingException e) {
            throw new CliException(
                    file + " is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new CliException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same job for another model, its picture made smaller in its proportions where the model makes none so large. */
    JobFile with(ModelChoice model) {
        ObjectNode other = job.deepCopy();
        other.put("model", model.id());
        ObjectNode output = other.path("output") instanceof ObjectNode node ? node : other.putObject("output");
        output.put("size", model.fitting(output.path("size").asText("1024x1024")));
        return new JobFile(other, folder);
    }

    /** The references' local pictures by reference name, in the job's order; the others are left out. */
    Map<String, Path> localPictures() {
        Map<String, Path> pictures = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode reference : job.path("references")) {
            if (reference.hasNonNull("file")) {
                pictures.put(
                        reference.path("name").asText("reference " + index),
                        folder.resolve(reference.path("file").asText()));
            }
            index++;
        }
        return pictures;
    }

    /** The references as written; none when there are none. */
    JsonNode references() {
        return job.path("references");
    }

    /** What the job asks of the picture itself; missing = nothing. */
    JsonNode output() {
        return job.path("output");
    }

    /** The reward policy that the job asks for. */
    Optional<String> policy() {
        JsonNode policy = job.path("refinement").path("policy");
        return policy.isTextual() ? Optional.of(policy.asText()) : Optional.empty();
    }

    /** A path of the job file, which is relative to it. */
    Path resolve(String file) {
        return folder.resolve(file);
    }

    /** The job with every local picture uploaded and named by its asset id. */
    ObjectNode upload(Uploader gateway) {
        checkAll();
        ObjectNode prepared = job.deepCopy();
        for (JsonNode node : prepared.path("references")) {
            if (node instanceof ObjectNode reference) {
                replace(reference, "file", "asset", gateway);
                replace(reference, "mask_file", "mask", gateway);
            }
        }
        return prepared;
    }

    /** Before the first byte is sent: every missing picture at once. */
    private void checkAll() {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CliException("the job names pictures that cannot be read:\n  " + String.join("\n  ", missing)
                    + "\nPaths are relative to the job file.");
        }
    }

    /** Pictures that cannot be read. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (JsonNode reference : job.path("references")) {
            for (String field : List.of("file", "mask_file")) {
                if (reference.hasNonNull(field)
                        && !Files.isReadable(
                                folder.resolve(reference.path(field).asText()))) {
                    missing.add(folder.resolve(reference.path(field).asText()).toString());
                }
            }
        }
        return missing;
    }

    private void replace(ObjectNode reference, String fileField, String assetField, Uploader gateway) {
        if (!reference.hasNonNull(fileField)) {
            return;
        }
        if (reference.hasNonNull(assetField)) {
            throw new CliException("reference " + reference.path("name").asText("?") + " has both \"" + fileField
                    + "\" and \"" + assetField + "\": keep one.");
        }
        Path picture = folder.resolve(reference.path(fileField).asText());
        String asset = gateway.upload(bytesOf(picture, "the picture"), mediaType(picture), picture.toString());
        reference.remove(fileField);
        reference.put(assetField, asset);
    }

    private static byte[] bytesOf(Path file, String what) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CliException(what + " " + file + " does not exist.", e);
        } catch (IOException e) {
            throw new CliException(what + " " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A hint only: the gateway looks at the content. */
    private static String mediaType(Path picture) {
        String name = picture.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return "image/png";
        }
        if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            return "image/jpeg";
        }
        return name.endsWith(".webp") ? "image/webp" : "application/octet-stream";
    }
}
