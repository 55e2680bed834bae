package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Topics {@code refinery.tasks.*}: the work queue. */
public sealed interface TaskEvent extends Event {
    /**
     * Make one candidate. Self-contained: a worker needs nothing but this, the bundle and the object store.
     *
     * @param model bundle as {@code name@version}
     * @param policy reward policy that will judge it, {@code name@version}
     * @param width pixels of the picture to make (a preview's or the final's)
     * @param height pixels of the picture to make
     * @param policyDigest sha256 of the policy's document, null = not fixed
     * @param notAfter a worker drops the task after this instant; the round is over by then. Counts from when the task was handed out,
     *     which may be later than when it was planned
     * @param winner the search candidate that a final render is of, null = a preview, or the task is of an older version
     */
    record GenerationTask(
            CandidateId candidate,
            TenantId tenant,
            Lane lane,
            Purpose purpose,
            String model,
            String prompt,
            long seed,
            Genome genome,
            List<Reference> references,
            String policy,
            OutputSpec output,
            int width,
            int height,
            ImageFormat format,
            Instant notAfter,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String policyDigest,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            CandidateId winner)
            implements TaskEvent {
        /** Under a policy whose document is not fixed. */
        public GenerationTask(
                CandidateId candidate,
                TenantId tenant,
                Lane lane,
                Purpose purpose,
                String model,
                String prompt,
                long seed,
                Genome genome,
                List<Reference> references,
                String policy,
                OutputSpec output,
                int width,
                int height,
                ImageFormat format,
                Instant notAfter) {
            this(
                    candidate,
                    tenant,
                    lane,
                    purpose,
                    model,
                    prompt,
                    seed,
                    genome,
                    references,
                    policy,
                    output,
                    width,
                    height,
                    format,
                    notAfter,
                    null);
        }

        /** Of no candidate that was made before. */
        public GenerationTask(
                CandidateId candidate,
                TenantId tenant,
                Lane lane,
                Purpose purpose,
                String model,
                String prompt,
                long seed,
                Genome genome,
                List<Reference> references,
                String policy,
                OutputSpec output,
                int width,
                int height,
                ImageFormat format,
                Instant notAfter,
                @Nullable String policyDigest) {
            this(
                    candidate,
                    tenant,
                    lane,
                    purpose,
                    model,
                    prompt,
                    seed,
                    genome,
                    references,
                    policy,
                    output,
                    width,
                    height,
                    format,
                    notAfter,
                    policyDigest,
                    null);
        }

        public GenerationTask {
            references = List.copyOf(references);
            Require.that(!references.isEmpty(), "references", "must not be empty");
            Require.between(width, 16, 4096, "width");
            Require.between(height, 16, 4096, "height");
            Require.that(
                    (purpose == Purpose.FINAL) == candidate.isFinal(), "purpose", "must agree with the candidate id");
            Require.that(
                    winner == null
                            || (purpose == Purpose.FINAL
                                    && !winner.isFinal()
                                    && winner.job().equals(candidate.job())),
                    "winner",
                    "must be a search candidate of the same job, of a final render");
        }

        @Override
        public JobId job() {
            return candidate.job();
        }

        /** The same task with another end of its time. */
        public GenerationTask until(Instant other) {
            return new GenerationTask(
                    candidate,
                    tenant,
                    lane,
                    purpose,
                    model,
                    prompt,
                    seed,
                    genome,
                    references,
                    policy,
                    output,
                    width,
                    height,
                    format,
                    other,
                    policyDigest,
                    winner);
        }
    }

    /** Search rounds run on previews; the winner is rendered at full size and judged again. */
    enum Purpose {
        PREVIEW,
        FINAL;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Purpose parse(String text) {
            for (Purpose purpose : values()) {
                if (purpose.wireName().equals(text)) {
                    return purpose;
                }
            }
            throw new InvalidValueException("purpose", "must be preview or final");
        }
    }
}
