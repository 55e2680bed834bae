package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole job as accepted by the gateway: validated, its references stored, its defaults filled in.
 *
 * @param model bundle as {@code name@version}
 * @param deadline after this instant the job expires
 * @param retainUntil after this instant its pixels may be deleted
 */
public record JobSpec(
        JobId id,
        TenantId tenant,
        Instant submittedAt,
        String model,
        String prompt,
        List<Reference> references,
        OutputSpec output,
        RefinementSpec refinement,
        long seed,
        Lane lane,
        Instant deadline,
        Instant retainUntil,
        @Nullable String externalId,
        @Nullable WebhookSpec webhook,
        Map<String, String> metadata) {
    public static final int MAX_REFERENCES = 12;

    public JobSpec {
        Require.text(model, "model", 80);
        Require.that(prompt.length() <= 4000, "prompt", "must be at most 4000 characters");
        references = List.copyOf(references);
        metadata = Map.copyOf(metadata);
        Require.that(
                !references.isEmpty() && references.size() <= MAX_REFERENCES,
                "references",
                "must hold 1 to " + MAX_REFERENCES + " references");
        Require.that(
                references.stream().anyMatch(r -> r.role() == Role.SUBJECT),
                "references",
                "must hold at least one with role subject");
        Set<String> names = new HashSet<>();
        for (Reference reference : references) {
            Require.that(names.add(reference.name()), "references.name", "must be unique: " + reference.name());
        }
        Require.that(deadline.isAfter(submittedAt), "deadline", "must be after the submission");
        Require.that(metadata.size() <= 32, "metadata", "must hold at most 32 entries");
        if (externalId != null) {
            Require.text(externalId, "external_id", 200);
        }
    }
}
