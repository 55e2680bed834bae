package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jobs and scores to test with: three references (mug, table, ink), gates of 0.7. */
final class Fixtures {
    static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    static final JobId JOB = JobId.of(T0, 1, 2);
    static final double GATE = 0.7;
    static final List<String> NAMES = List.of("mug", "table", "ink");
    static final LatentSpace SPACE = new LatentSpace(
            12,
            List.of(
                    group("subject[0].place", Role.SUBJECT, 0, 4),
                    group("background.crop", Role.BACKGROUND, 4, 8),
                    group("style[0].strength", Role.STYLE, 8, 12)));
    static final GeneratorProfile PROFILE = new GeneratorProfile(SPACE, 384);
    /** As a flow bundle with classifier-free guidance. */
    static final GeneratorProfile PAINTER = new GeneratorProfile(
            LatentSpace.ungrouped(12),
            0,
            Effects.NONE,
            new ModelAbilities(true, Map.of("guidance_scale", new ModelAbilities.Control(2, 8, 4))));

    private Fixtures() {}

    static LatentGroup group(String name, Role role, int from, int to) {
        List<Integer> indices = new ArrayList<>();
        for (int i = from; i < to; i++) {
            indices.add(i);
        }
        return new LatentGroup(name, "effect", role, 0, indices);
    }

    static ImageRef image(String key) {
        return new ImageRef("refinery", key, "0".repeat(64), "image/png", 640, 480);
    }

    static List<Reference> references() {
        return List.of(
                new Reference("mug", Role.SUBJECT, image("mug"), null, 1, GATE, null),
                new Reference("table", Role.BACKGROUND, image("table"), null, 1, GATE, null),
                new Reference("ink", Role.STYLE, image("ink"), null, 1, GATE, null));
    }

    static JobSpec job(int rounds, int candidates) {
        return job(rounds, candidates, OnMiss.RETURN_BEST, 1);
    }

    static JobSpec job(int rounds, int candidates, OnMiss onMiss, int count) {
        return job(rounds, candidates, onMiss, count, 42);
    }

    static JobSpec job(int rounds, int candidates, OnMiss onMiss, int count, long seed) {
        return new JobSpec(
                JOB,
                TenantId.DEFAULT,
                T0,
                "compositor@1",
                "a mug on a table",
                references(),
                new OutputSpec(count, 1024, 768, ImageFormat.WEBP, null, null),
                new RefinementSpec("catalog@1", rounds, candidates, onMiss),
                seed,
                Lane.INTERACTIVE,
                T0.plus(Duration.ofMinutes(15)),
                T0.plus(Duration.ofDays(7)),
                null,
                null,
                Map.of());
    }

    static ReferenceScore score(String name, double score) {
        return score(name, score, GATE, null);
    }

    static ReferenceScore score(String name, double score, double gate, Double holdout) {
        Role role = name.equals("mug") ? Role.SUBJECT : name.equals("table") ? Role.BACKGROUND : Role.STYLE;
        return new ReferenceScore(name, role, score, score, gate, 1, null, holdout, Map.of("part", score));
    }

    static ReferenceScore masked(String name) {
        return new ReferenceScore(name, Role.STYLE, 0, 0, GATE, 1, "cannot be judged", null, Map.of());
    }

    static Scorecard card(double mug, double table, double ink) {
        return card(List.of(score("mug", mug), score("table", table), score("ink", ink)));
    }

    static Scorecard card(List<ReferenceScore> scores) {
        return new Scorecard("f".repeat(64), scores, new QualityScore(0.9, 0.3, Map.of()));
    }

    static Contender contender(int index, Scorecard card) {
        return Contender.of(
                new CandidateId(JOB, 0, index),
                Genome.of(index == 0 ? NoiseProgram.CANONICAL : Lineage.fresh(0, index), Map.of()),
                card);
    }
}
