package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's controller, a tiny flow model with classifier-free guidance, and the judge: what is proposed can be made. */
class FlowSearchTest {
    private static final Path FIXTURE =
            Path.of(System.getProperty("refinery.root")).resolve("bundles/export/fixtures/tiny-klein/1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    static Path folder;

    @BeforeAll
    static void copy() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURE)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path manifest = folder.resolve("bundle.json");
        String text = Files.readString(manifest);
        assertThat(text).contains("\"guidanceScale\": 1.0");
        Files.writeString(manifest, text.replace("\"guidanceScale\": 1.0", "\"guidanceScale\": 3.0"));
    }

    private static JudgedReference reference(String name, Role role, int seed) {
        int side = 64;
        byte[] rgba = new byte[4 * side * side];
        for (int i = 0; i < rgba.length; i++) {
            rgba[i] = (byte) (i % 4 == 3 ? 255 : (i / 4 % side) * seed + i / 256);
        }
        Raster image = Raster.of(side, side, rgba);
        String sha256 = Integer.toString(seed).repeat(64).substring(0, 64);
        return new JudgedReference(
                new Reference(
                        name, role, new ImageRef("none", name, sha256, "image/png", side, side), null, 1, null, null),
                image,
                null);
    }

    private static final BenchJob JOB = new BenchJob(
            Path.of("none"),
            "field",
            "A @mug on a @field in the manner of @ink",
            List.of(
                    reference("mug", Role.SUBJECT, 5),
                    reference("field", Role.BACKGROUND, 3),
                    reference("ink", Role.STYLE, 7)),
            new OutputSpec(1, 64, 64, ImageFormat.PNG, null, null));

    private static Workbench open() {
        return Workbench.open(
                folder,
                new CandidateJudge(RewardPolicies.load(RewardPolicies.DEFAULT)),
                1,
                0,
                CandidateLedger.inMemory());
    }

    private static List<GenerationTask> search(Workbench bench) {
        RefinementController controller = new RefinementController(
                bench.profile(), SearchPolicy.standard().withoutEarlyStop());
        Decision decision = controller.decide(null, new Observation.Submitted(SearchRun.spec(JOB, 5, 8, 3)), NOW);
        List<GenerationTask> all = new ArrayList<>();
        while (!decision.tasks().isEmpty()) {
            List<GenerationTask> tasks = decision.tasks();
            all.addAll(tasks);
            for (GenerationTask task : tasks) {
                decision = controller.decide(
                        decision.state(),
                        new Observation.Scored(task.candidate(), bench.picture(JOB, task), bench.evaluate(JOB, task)),
                        NOW);
            }
        }
        return all;
    }

    @Test
    void paintsOverElitesAndTurnsTheScaleAndEndsWithOneOfThem() {
        List<GenerationTask> tasks;
        try (Workbench bench = open()) {
            tasks = search(bench);
        }
        assertThat(tasks).hasSizeGreaterThan(24);
        assertThat(tasks).filteredOn(t -> t.genome().parent() != null).hasSizeGreaterThanOrEqualTo(2);
        assertThat(tasks)
                .filteredOn(t -> t.genome().controls().containsKey("guidance_scale"))
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(t ->
                        assertThat(t.genome().controls().get("guidance_scale")).isBetween(1.5, 6.0));
        GenerationTask result = tasks.getLast();
        assertThat(result.purpose()).isEqualTo(Purpose.FINAL);
        assertThat(tasks.subList(0, 24)).extracting(GenerationTask::genome).contains(result.genome());
    }

    @Test
    void whatWasPaintedOverAForgottenPictureIsTheSameAgain() {
        List<GenerationTask> tasks;
        byte[] first;
        GenerationTask painted;
        try (Workbench bench = open()) {
            tasks = search(bench);
            painted = tasks.stream()
                    .filter(t -> t.genome().parent() != null)
                    .findFirst()
                    .orElseThrow();
            first = bench.make(JOB, painted).image().rgba();
        }
        try (Workbench bench = open()) {
            tasks.forEach(task -> bench.picture(JOB, task));
            assertThat(bench.make(JOB, painted).image().rgba()).isEqualTo(first);
        }
    }
}
