package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.JudgedReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job file's references with the pixels of their local pictures. */
final class LocalReferences {
    private LocalReferences() {}

    /** @throws CliException when one is not a local picture, or is not valid */
    static List<JudgedReference> of(JobFile job) {
        List<JudgedReference> references = new ArrayList<>();
        for (JsonNode node : job.references()) {
            references.add(reference(job, node, references.size()));
        }
        if (references.isEmpty()) {
            throw new CliException("the job has no references: there is nothing to score against.");
        }
        return references;
    }

    private static JudgedReference reference(JobFile job, JsonNode node, int index) {
        String where = "references[" + index + "]";
        if (!node.hasNonNull("file")) {
            throw new CliException(where + " (" + node.path("name").asText("?")
                    + ") names no \"file\": score works offline, on local pictures.");
        }
        PictureFile image = PictureFile.of(job.resolve(node.path("file").asText()));
        Path maskPath = node.hasNonNull("mask_file")
                ? job.resolve(node.path("mask_file").asText())
                : null;
        PictureFile mask = maskPath == null ? null : PictureFile.of(maskPath);
        try {
            Reference reference = new Reference(
                    node.path("name").asText(),
                    Role.parse(node.path("role").asText()),
                    image.ref(),
                    mask == null ? null : mask.ref(),
                    node.path("weight").asDouble(1),
                    number(node, "gate"),
                    number(node, "height_cm"));
            return new JudgedReference(reference, image.pixels(), mask == null ? null : mask.pixels());
        } catch (InvalidValueException e) {
            throw new CliException(where + "." + e.getMessage(), e);
        }
    }

    private static @Nullable Double number(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asDouble() : null;
    }
}
