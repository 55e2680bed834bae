package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A whole job as accepted by the gateway: validated, its references stored, its defaults filled in.
 *
 * @param model bundle as {@code name@version}
 * @param deadline after this instant the job expires
 * @param retainUntil after this instant its pixels may be deleted
 * @param labels the client's own, to find jobs by; absent in events of older versions
 * @param replayOf the job that this one was made from by a replay, null = none
 * @param destination where copies of the results are put, null = nowhere
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
        Map<String, String> metadata,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> labels,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobId replayOf,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Destination destination) {
    public static final int MAX_REFERENCES = 12;
    public static final int MAX_LABELS = 16;
    public static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}");

    /** A job of its own, without labels. */
    public JobSpec(
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
        this(
                id,
                tenant,
                submittedAt,
                model,
                prompt,
                references,
                output,
                refinement,
                seed,
                lane,
                deadline,
                retainUntil,
                externalId,
                webhook,
                metadata,
                List.of(),
                null,
                null);
    }

    @SuppressWarnings("ConstantValue") // JSON of older versions has no labels
    public JobSpec {
        labels = labels == null ? List.of() : List.copyOf(labels);
        Require.that(labels.size() <= MAX_LABELS, "labels", "must hold at most " + MAX_LABELS + " labels");
        for (String label : labels) {
            Require.matches(label, LABEL, "labels");
        }

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

    /** The same job, searched otherwise. */
    public JobSpec with(RefinementSpec other) {
        return new JobSpec(
                id,
                tenant,
                submittedAt,
                model,
                prompt,
                references,
                output,
                other,
                seed,
                lane,
                deadline,
                retainUntil,
                externalId,
                webhook,
                metadata,
                labels,
                replayOf,
                destination);
    }
}
