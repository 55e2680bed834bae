package dev.refinery.scorer;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs, candidates and scores to test with. */
public final class TestJobs {
    public static final String MODEL = "compositor@1";
    private static final AtomicLong NEXT = new AtomicLong(1);

    private TestJobs() {}

    public static ImageRef image(String key) {
        return new ImageRef("refinery", key, "0".repeat(64), "image/png", 64, 48);
    }

    public static JobSpec job(Instant now, int rounds, int candidates) {
        return job(
                now,
                rounds,
                candidates,
                MODEL,
                List.of(new Reference("mug", Role.SUBJECT, image("mug"), null, 1, 0.7, null)));
    }

    public static JobSpec job(Instant now, int rounds, int candidates, TenantId tenant) {
        return job(
                now,
                rounds,
                candidates,
                MODEL,
                List.of(new Reference("mug", Role.SUBJECT, image("mug"), null, 1, 0.7, null)),
                tenant);
    }

    public static JobSpec job(Instant now, int rounds, int candidates, String model, List<Reference> references) {
        return job(now, rounds, candidates, model, references, TenantId.DEFAULT);
    }

    private static JobSpec job(
            Instant now, int rounds, int candidates, String model, List<Reference> references, TenantId tenant) {
        return new JobSpec(
                JobId.of(now, NEXT.getAndIncrement(), NEXT.getAndIncrement()),
                tenant,
                now,
                model,
                "a mug",
                references,
                new OutputSpec(1, 512, 512, ImageFormat.PNG, null, null),
                new RefinementSpec(RefinementSpec.DEFAULT_POLICY, rounds, candidates, OnMiss.RETURN_BEST),
                7,
                Lane.INTERACTIVE,
                now.plus(Duration.ofMinutes(15)),
                now.plus(Duration.ofDays(7)),
                null,
                null,
                Map.of());
    }

    public static Scorecard card(double score) {
        return new Scorecard(
                "f".repeat(64),
                List.of(new ReferenceScore("mug", Role.SUBJECT, score, score, 0.7, 1, null, null, Map.of())),
                new QualityScore(0.9, 0.3, Map.of()));
    }

    public static CandidateGenerated candidate(
            CandidateId id, ImageRef image, List<Reference> references, String policy) {
        return new CandidateGenerated(
                id,
                TenantId.DEFAULT,
                id.isFinal() ? Purpose.FINAL : Purpose.PREVIEW,
                image,
                "a".repeat(64),
                references,
                policy,
                List.of(),
                new Cost(0.1, 1, 1000));
    }
}
