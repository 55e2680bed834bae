package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.candidates}: what workers made of tasks. */
public sealed interface CandidateEvent extends Event {
    CandidateId candidate();

    @Override
    default JobId job() {
        return candidate().job();
    }

    /**
     * Carries what a scorer needs to judge it, so that scoring waits for no other topic.
     *
     * @param bundleDigest sha256 of the bundle manifest that made it
     * @param references the task's references
     * @param policy reward policy, {@code name@version}
     * @param prompt as much of the job's prompt as a text encoder reads, null = none
     * @param policyDigest sha256 of the policy's document, null = not fixed
     * @param output what the client asked of the picture itself, null = not told
     */
    record CandidateGenerated(
            CandidateId candidate,
            TenantId tenant,
            TaskEvent.Purpose purpose,
            ImageRef image,
            String bundleDigest,
            List<Reference> references,
            String policy,
            List<Placement> placements,
            Cost cost,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String prompt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String policyDigest,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OutputSpec output)
            implements CandidateEvent {
        /** Without a prompt, under a policy whose document is not fixed. */
        public CandidateGenerated(
                CandidateId candidate,
                TenantId tenant,
                TaskEvent.Purpose purpose,
                ImageRef image,
                String bundleDigest,
                List<Reference> references,
                String policy,
                List<Placement> placements,
                Cost cost) {
            this(candidate, tenant, purpose, image, bundleDigest, references, policy, placements, cost, null, null);
        }

        /** Not told what was asked of the picture itself. */
        public CandidateGenerated(
                CandidateId candidate,
                TenantId tenant,
                TaskEvent.Purpose purpose,
                ImageRef image,
                String bundleDigest,
                List<Reference> references,
                String policy,
                List<Placement> placements,
                Cost cost,
                @Nullable String prompt,
                @Nullable String policyDigest) {
            this(
                    candidate,
                    tenant,
                    purpose,
                    image,
                    bundleDigest,
                    references,
                    policy,
                    placements,
                    cost,
                    prompt,
                    policyDigest,
                    null);
        }

        public CandidateGenerated {
            references = List.copyOf(references);
            placements = List.copyOf(placements);
        }
    }

    /**
     * The task will not be tried again.
     *
     * @param code stable, e.g. {@code low_confidence_cutout}, {@code reference_unreadable}, {@code delivery_limit}
     * @param reference the reference at fault, null = none in particular
     * @param fatal true when no other candidate of this job can succeed either
     */
    record CandidateFailed(
            CandidateId candidate,
            TenantId tenant,
            String code,
            String message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reference,

            boolean fatal)
            implements CandidateEvent {
        public CandidateFailed {
            Require.text(code, "code", 80);
            message = FailureMessage.shortened(message);
        }
    }

    /**
     * @param functionEvaluations network (or renderer) evaluations spent, NFE
     * @param price what a provider takes for it, in dollars, as the bundle's manifest says; null = none is known
     */
    record Cost(
            double deviceSeconds,
            int functionEvaluations,
            long bytesOut,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double price) {
        public Cost {
            Require.that(price == null || (price >= 0 && price <= 1e6), "cost.price", "must be in 0 to 1,000,000");
        }

        /** Of a generator that runs here. */
        public Cost(double deviceSeconds, int functionEvaluations, long bytesOut) {
            this(deviceSeconds, functionEvaluations, bytesOut, null);
        }
    }
}
