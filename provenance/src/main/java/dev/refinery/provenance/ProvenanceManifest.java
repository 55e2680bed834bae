package dev.refinery.provenance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.CanonicalJson;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.PictureHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes what is said of a result (docs/provenance.md lists the fields). It holds nothing that differs between two runs of one task: the
 * only time is that of the job's submission.
 */
final class ProvenanceManifest {
    static final int VERSION = 1;

    private ProvenanceManifest() {}

    /** RFC 8785 canonical JSON; its only numbers are whole and below 2^53. */
    static String of(GenerationTask task, String bundleDigest, DigitalSourceType source, PictureHash picture) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("version", VERSION);
        manifest.put("generator", "refinery");
        manifest.put("job", task.job().toString());
        manifest.put("created", task.job().createdAt().toString());
        manifest.put("candidate", "final/" + task.candidate().index());
        manifest.put("model", task.model());
        manifest.put("bundle", bundleDigest);
        manifest.put("digital_source_type", source.uri());
        ObjectNode policy = manifest.putObject("policy");
        policy.put("name", task.policy());
        if (task.policyDigest() != null) {
            policy.put("digest", task.policyDigest());
        }
        // Seeds are 64 bits wide, JSON numbers are not.
        manifest.put("seed", Long.toString(task.seed()));
        manifest.put("genome", sha256(CanonicalJson.of(Json.mapper().valueToTree(task.genome()))));
        if (!task.prompt().isBlank()) {
            manifest.put("prompt", sha256(task.prompt()));
        }
        ArrayNode references = manifest.putArray("references");
        for (Reference reference : task.references()) {
            ObjectNode entry = references.addObject();
            entry.put("name", reference.name());
            entry.put("role", reference.role().wireName());
            entry.put("sha256", reference.image().sha256());
            if (reference.mask() != null) {
                entry.put("mask", reference.mask().sha256());
            }
        }
        ObjectNode image = manifest.putObject("image");
        image.put("method", picture.method());
        image.put("sha256", picture.sha256());
        image.put("media_type", task.format().mediaType());
        image.put("width", task.width());
        image.put("height", task.height());
        return CanonicalJson.of(manifest);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
