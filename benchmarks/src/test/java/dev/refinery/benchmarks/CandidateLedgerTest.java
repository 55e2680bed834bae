package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.JudgedReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateLedgerTest {
    private static final CandidateKeys KEYS = new CandidateKeys("bundle", "policy", "code");
    private static final Scorecard CARD = new Scorecard(
            "f".repeat(64),
            List.of(new ReferenceScore("mug", Role.SUBJECT, 0.5, 0.61, 0.7, 1, null, 0.4, Map.of("part", 0.25))),
            new QualityScore(0.9, 0.3, Map.of()));

    @TempDir
    Path folder;

    private final BenchJob job = job("mug", "a mug");
    private List<GenerationTask> tasks = List.of();
    private int made;

    @BeforeEach
    void tasksOfOneRound() throws IOException {
        Path manifest = Path.of(System.getProperty("refinery.root"), "bundles/compositor/1/bundle.json");
        GeneratorProfile profile = GeneratorProfile.ofManifest(Files.readAllBytes(manifest));
        var spec = SearchRun.spec(job, 1, 3, 1);
        tasks = new RefinementController(profile, SearchPolicy.bestOfN())
                .decide(null, new Observation.Submitted(spec), spec.submittedAt())
                .tasks();
    }

    private static BenchJob job(String picture, String prompt) {
        Raster image = Raster.filled(4, 4, 9, 9, 9, 255);
        ImageRef ref = new ImageRef("none", picture, "0".repeat(64), "image/png", 4, 4);
        return new BenchJob(
                Path.of("mug.json"),
                "mug",
                prompt,
                List.of(new JudgedReference(new Reference("mug", Role.SUBJECT, ref, null, 1, null, null), image, null)),
                new OutputSpec(1, 768, 768, ImageFormat.PNG, null, null));
    }

    private Scorecard get(CandidateLedger ledger, String key) {
        return ledger.get(key, () -> {
            made++;
            return CARD;
        });
    }

    @Test
    void aRerunPaysOnlyForWhatIsNew() {
        Path file = folder.resolve("deep/ledger.jsonl");
        try (CandidateLedger ledger = CandidateLedger.open(file)) {
            get(ledger, KEYS.key(job, tasks.get(0)));
            get(ledger, KEYS.key(job, tasks.get(1)));
            get(ledger, KEYS.key(job, tasks.get(0)));
        }
        assertThat(made).isEqualTo(2);
        try (CandidateLedger ledger = CandidateLedger.open(file)) {
            assertThat(get(ledger, KEYS.key(job, tasks.get(1)))).isEqualTo(CARD);
            assertThat(made).isEqualTo(2);
            get(ledger, KEYS.key(job, tasks.get(2)));
        }
        assertThat(made).isEqualTo(3);
    }

    @Test
    void whateverAScorecardDependsOnChangesItsKey() {
        GenerationTask task = tasks.get(0);
        assertThat(List.of(
                        KEYS.key(job, task),
                        new CandidateKeys("other", "policy", "code").key(job, task),
                        new CandidateKeys("bundle", "other", "code").key(job, task),
                        new CandidateKeys("bundle", "policy", "other").key(job, task),
                        KEYS.key(job("another", "a mug"), task),
                        KEYS.key(job("mug", "another mug"), task),
                        KEYS.key(job, tasks.get(1))))
                .doesNotHaveDuplicates();
        assertThat(KEYS.key(job("mug", "a mug"), task)).isEqualTo(KEYS.key(job, task));
    }

    @Test
    void theCodeOfThisBuildIsPartOfTheKeys() {
        CandidateKeys keys = CandidateKeys.of("bundle", "policy");
        assertThat(keys).isEqualTo(CandidateKeys.of("bundle", "policy"));
        assertThat(keys.code()).hasSize(32);
    }

    @Test
    void aLineCutShortIsMadeAgainAndSpoilsNoOther() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        try (CandidateLedger ledger = CandidateLedger.open(file)) {
            get(ledger, "whole");
        }
        Files.writeString(file, "{\"key\": \"torn\", \"ca", StandardOpenOption.APPEND);
        try (CandidateLedger ledger = CandidateLedger.open(file)) {
            assertThat(ledger.size()).isEqualTo(1);
            get(ledger, "torn");
        }
        try (CandidateLedger ledger = CandidateLedger.open(file)) {
            assertThat(ledger.size()).isEqualTo(2);
        }
        assertThat(made).isEqualTo(2);
    }
}
