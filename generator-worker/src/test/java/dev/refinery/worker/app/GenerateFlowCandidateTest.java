package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Leases;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.domain.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny flow model of the public classes beside the compositor, and an in-memory store. */
class GenerateFlowCandidateTest {
    private static final String MODEL = "tiny-klein@1";

    @TempDir
    static Path folder;

    private static BundleGenerators generators;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final JobId job = Tasks.job();
    private final Reference meadow = Tasks.reference(store, "meadow", Role.BACKGROUND, Tasks.scene(), null);
    private final Reference field = Tasks.reference(store, "field", Role.STYLE, Tasks.scene(), null);
    private CanceledJobs canceled = id -> false;
    private int tasks;

    @BeforeAll
    static void load() throws Exception {
        copy("compositor", "compositor");
        copy("export/fixtures/tiny-klein", "tiny-klein");
        copy("export/fixtures/tiny-qwen", "tiny-qwen");
        copy("export/fixtures/tiny-klein", "tiny-drawing");
        Path manifest = folder.resolve("tiny-drawing/1/bundle.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("\"name\": \"tiny-klein\"", "\"name\": \"tiny-drawing\"")
                        .replace("\"name\": \"euler\"", "\"name\": \"sde\""));
        generators = BundleGenerators.load(folder, AllowedBundles.ANY, RuntimeOptions.parallel(1));
    }

    private static void copy(String from, String name) throws Exception {
        Path target = Files.createDirectories(folder.resolve(name).resolve("1"));
        try (Stream<Path> files = Files.list(Tasks.BUNDLES.resolve(from).resolve("1"))) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    @AfterAll
    static void close() {
        generators.close();
    }

    @Test
    void bothKindsStandSideBySide() {
        assertThat(Leases.of(generators, MODEL).flow()).isNotNull();
        assertThat(Leases.of(generators, "compositor@1").flow()).isNull();
        assertThat(Leases.of(generators, MODEL).source().uri()).endsWith("compositeWithTrainedAlgorithmicMedia");
    }

    @Test
    void makesTheSameBytesOfTheSameTaskAndCountsTheNetworksCalls() throws Exception {
        GenerationTask task = task(genome(new NoiseStep.Zero()), meadow, field);
        CandidateGenerated made = made(task);
        assertThat(again(task).image()).isEqualTo(made.image());
        assertThat(made.cost().functionEvaluations()).isEqualTo(3);
        assertThat(made.cost().deviceSeconds()).isPositive();
        assertThat(made.placements()).isEmpty();
        var picture =
                ImageDecoder.decode(store.get(made.image().key(), made.image().sha256()), ImageLimits.DEFAULT);
        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(128, 96));
    }

    @Test
    void theFamilyThatLooksAtItsReferencesRunsToo() {
        GenerationTask task = task("tiny-qwen@1", genome(new NoiseStep.Zero()), meadow, field);
        CandidateGenerated made = made(task);
        assertThat(again(task).image()).isEqualTo(made.image());
        assertThat(made.cost().functionEvaluations()).as("3 steps, guided").isEqualTo(6);
        assertThat(made(task("tiny-qwen@1", genome(new NoiseStep.Zero()), field, meadow))
                        .image()
                        .sha256())
                .isNotEqualTo(made.image().sha256());
    }

    @Test
    void aSamplerThatDrawsAtEveryStepIsRepeatableToo() {
        GenerationTask drawing = task("tiny-drawing@1", genome(new NoiseStep.Zero()), meadow);
        assertThat(sha(drawing))
                .isEqualTo(again(drawing).image().sha256())
                .isNotEqualTo(sha(task(genome(new NoiseStep.Zero()), meadow)));
    }

    @Test
    void seedNoiseGuidanceAndPromptEachMoveThePicture() {
        String canonical = sha(task(genome(new NoiseStep.Zero()), meadow, field));
        String fresh = sha(task(genome(new NoiseStep.Fresh(0, 1)), meadow, field));
        GenerationTask emphasised = task(Genome.of(NoiseProgram.CANONICAL, Map.of("meadow", 0.5)), meadow, field);
        String otherOrder = sha(task(genome(new NoiseStep.Zero()), field, meadow));
        assertThat(List.of(fresh, sha(emphasised), otherOrder))
                .doesNotContain(canonical)
                .doesNotHaveDuplicates();
        assertThat(made(emphasised).cost().functionEvaluations()).isEqualTo(6);
    }

    /** Rounding may differ with what shared the network's calls, so of two attempts the first one's picture counts. */
    @Test
    void aSecondAttemptTakesThePictureThatIsThere() throws Exception {
        GenerationTask task = task(genome(new NoiseStep.Zero()), meadow, field);
        CandidateGenerated first = made(task);
        store.put(first.image().key(), new byte[] {1, 2, 3}, "image/png");
        CandidateGenerated second = made(task);
        assertThat(store.get(second.image().key(), second.image().sha256())).containsExactly(1, 2, 3);
    }

    @Test
    void startsFromAParentsPicture() {
        CandidateGenerated parent = made(task(genome(new NoiseStep.Zero()), meadow));
        Genome child = new Genome(
                new NoiseProgram(List.of(new NoiseStep.Fresh(1, 2))),
                Map.of(),
                Map.of(),
                new Genome.Parent(parent.candidate(), parent.image(), 0.3));
        CandidateGenerated made = made(task(child, meadow));
        assertThat(made.cost().functionEvaluations()).isEqualTo(1);
        assertThat(made.image().sha256()).isNotEqualTo(parent.image().sha256());

        store.delete(parent.image().key());
        CandidateFailed failed = refused(task(child, meadow));
        assertThat(failed.code()).isEqualTo("parent_unreadable");
        assertThat(failed.fatal()).isFalse();
    }

    @Test
    void aCancellationIsHeededBetweenSteps() {
        AtomicInteger asked = new AtomicInteger();
        canceled = id -> asked.incrementAndGet() > 2;
        assertThat(attempt(task(genome(new NoiseStep.Zero()), meadow)))
                .isEqualTo(new Outcome.Dropped(Outcome.Reason.CANCELED));
        assertThat(asked).as("once before the attempt, then before each step").hasValue(3);
    }

    @Test
    void refusesGenomesThatItCannotRead() {
        assertThat(refused(task(genome(new NoiseStep.Given(List.of(0.1))), meadow))
                        .code())
                .isEqualTo("invalid_genome");
        Genome knobs = new Genome(NoiseProgram.CANONICAL, Map.of(), Map.of("saturation", 1.0), null);
        CandidateFailed failed = refused(task(knobs, meadow));
        assertThat(failed.code()).isEqualTo("invalid_genome");
        assertThat(failed.message()).contains("guidance_scale");
    }

    @Test
    void namesAPhotoThatTheModelCannotTake() {
        Reference bottle = Tasks.reference(store, "bottle", Role.SUBJECT, Tasks.bottle(), null);
        CandidateFailed failed = refused(task(genome(new NoiseStep.Zero()), meadow, bottle));
        assertThat(failed.code()).isEqualTo("reference_unsuitable");
        assertThat(failed.reference()).isEqualTo("bottle");
        assertThat(failed.message()).contains("48 x 96");
        assertThat(failed.fatal()).isTrue();
    }

    @Test
    void refusesMoreReferencesThanTheModelTakesInAll() {
        Reference third = Tasks.reference(store, "third", Role.LIGHTING, Tasks.scene(), null);
        Reference fourth = Tasks.reference(store, "fourth", Role.POSE, Tasks.scene(), null);
        Reference fifth = Tasks.reference(store, "fifth", Role.SUBJECT, Tasks.scene(), null);
        CandidateFailed failed = refused(task(genome(new NoiseStep.Zero()), meadow, field, third, fourth, fifth));
        assertThat(failed.code()).isEqualTo("too_many_references");
        assertThat(failed.reference()).isEqualTo("fifth");
    }

    @Test
    void refusesSizesThatTheModelDoesNotMake() {
        GenerationTask small = task(genome(new NoiseStep.Zero()), meadow);
        GenerationTask large = new GenerationTask(
                small.candidate(),
                small.tenant(),
                small.lane(),
                small.purpose(),
                small.model(),
                small.prompt(),
                small.seed(),
                small.genome(),
                small.references(),
                small.policy(),
                new OutputSpec(1, 512, 512, ImageFormat.PNG, null, null),
                512,
                512,
                small.format(),
                small.notAfter());
        CandidateFailed failed = refused(large);
        assertThat(failed.code()).isEqualTo("unsupported_size");
        assertThat(failed.message()).contains("64 to 128");
        assertThat(failed.fatal()).isTrue();
    }

    private static Genome genome(NoiseStep step) {
        return Genome.of(new NoiseProgram(List.of(step)), Map.of());
    }

    private GenerationTask task(Genome genome, Reference... references) {
        return task(MODEL, genome, references);
    }

    private GenerationTask task(String model, Genome genome, Reference... references) {
        return Tasks.task(
                new CandidateId(job, 0, tasks++),
                model,
                List.of(references),
                ImageFormat.PNG,
                genome,
                Instant.now().plusSeconds(120));
    }

    private String sha(GenerationTask task) {
        return made(task).image().sha256();
    }

    private CandidateGenerated made(GenerationTask task) {
        Outcome outcome = attempt(task);
        assertThat(outcome).isInstanceOf(Outcome.Made.class);
        return ((Outcome.Made) outcome).candidate();
    }

    /** From nothing: what is stored would be taken. */
    private CandidateGenerated again(GenerationTask task) {
        store.delete(made(task).image().key());
        return made(task);
    }

    private CandidateFailed refused(GenerationTask task) {
        Outcome outcome = attempt(task);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).failure();
    }

    private Outcome attempt(GenerationTask task) {
        try (GenerateCandidate generate = new GenerateCandidate(
                generators,
                store,
                id -> canceled.contains(id),
                new CutoutGate(0.25, 0.05),
                ProvenanceStamp.unsigned(),
                WorkerObserver.NONE,
                Clock.systemUTC())) {
            return generate.attempt(task);
        }
    }
}
