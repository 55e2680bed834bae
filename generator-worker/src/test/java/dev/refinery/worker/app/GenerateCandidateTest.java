package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.CutoutReport;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.PrivateSigningKey;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.provenance.Verification;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Leases;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.domain.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real compositor and an in-memory store; only what cannot be provoked for real is faked. */
class GenerateCandidateTest {
    private static final PrivateSigningKey KEY = PrivateSigningKey.generate();
    private static final ProvenanceStamp STAMP = ProvenanceStamp.signing(KEY);
    private static BundleGenerators generators;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Set<JobId> canceled = new HashSet<>();
    private final AtomicInteger conflicts = new AtomicInteger();
    private final JobId job = Tasks.job();
    private final List<Reference> references = Tasks.references(store);

    @BeforeAll
    static void load() throws Exception {
        generators = BundleGenerators.load(Tasks.BUNDLES, AllowedBundles.ANY, RuntimeOptions.parallel(2));
    }

    @AfterAll
    static void close() {
        generators.close();
    }

    @Test
    void storesThePictureAndItsMasksAndTellsTheScorerAllItNeeds() throws Exception {
        GenerationTask task = Tasks.preview(job, 0, references);

        CandidateGenerated made = made(task);

        assertThat(made.candidate()).isEqualTo(task.candidate());
        assertThat(made.references()).isEqualTo(references);
        assertThat(made.policy()).isEqualTo("catalog@1");
        assertThat(made.bundleDigest())
                .isEqualTo(Leases.of(generators, "compositor@1").bundleDigest());
        assertThat(made.image().key()).isEqualTo(ObjectKeys.candidate(task.candidate(), Tasks.TENANT, "png"));
        Raster picture =
                ImageDecoder.decode(store.get(made.image().key(), made.image().sha256()), ImageLimits.DEFAULT);
        assertThat(picture.width()).isEqualTo(128);
        assertThat(picture.height()).isEqualTo(96);
        Placement placement = made.placements().getFirst();
        assertThat(placement.reference()).isEqualTo("bottle");
        assertThat(placement.cutout()).isEqualTo(Placement.Cutout.ALPHA);
        assertThat(placement.mask().key()).isEqualTo(ObjectKeys.mask(task.candidate(), Tasks.TENANT, "bottle"));
        Raster mask = ImageDecoder.decode(
                store.get(placement.mask().key(), placement.mask().sha256()), ImageLimits.DEFAULT);
        assertThat(mask.width()).isEqualTo(128);
        assertThat(made.cost().deviceSeconds()).isPositive();
        assertThat(made.cost().functionEvaluations()).isEqualTo(1);
        assertThat(made.cost().bytesOut()).isGreaterThan(0);
        assertThat(made.prompt()).isEqualTo("bottle in a meadow, by hello@meadow.example");
    }

    @Test
    void aRepeatedTaskStoresTheSameBytes() {
        GenerationTask task = Tasks.preview(job, 3, references);
        CandidateGenerated first = made(task);
        CandidateGenerated second = made(task);
        assertThat(second.image()).isEqualTo(first.image());
        assertThat(second.placements()).isEqualTo(first.placements());
        assertThat(made(Tasks.preview(job, 4, references)).image().sha256())
                .isNotEqualTo(first.image().sha256());
    }

    @Test
    void aResultIsWrittenOnceInItsOwnFormat() {
        for (ImageFormat format : ImageFormat.values()) {
            GenerationTask task = finalTask(Tasks.job(), format);
            CandidateGenerated made = made(task);
            assertThat(made.image().key())
                    .isEqualTo(ObjectKeys.result(Tasks.TENANT, task.job(), 0, format.extension()));
            assertThat(made.image().mediaType()).isEqualTo(format.mediaType());
            assertThat(made(task).image()).isEqualTo(made.image());
        }
        assertThat(conflicts).hasValue(0);
    }

    @Test
    void aResultSaysWhereItComesFromAndASearchPictureDoesNot() throws Exception {
        for (ImageFormat format : ImageFormat.values()) {
            GenerationTask task = finalTask(Tasks.job(), format);
            CandidateGenerated made = made(task);
            byte[] file = store.get(made.image().key(), made.image().sha256());
            Verification verified = Verification.of(file, List.of(KEY.publicKey()));
            assertThat(verified.verdict()).isEqualTo(Verification.Verdict.AUTHENTIC);
            assertThat(verified.manifest().path("job").asText())
                    .isEqualTo(task.job().toString());
            assertThat(verified.manifest().path("bundle").asText()).isEqualTo(made.bundleDigest());
            assertThat(verified.manifest().path("digital_source_type").asText())
                    .isEqualTo("http://cv.iptc.org/newscodes/digitalsourcetype/composite");
            assertThat(verified.manifest()
                            .path("references")
                            .get(0)
                            .path("sha256")
                            .asText())
                    .isEqualTo(references.getFirst().image().sha256());
        }
        CandidateGenerated preview = made(Tasks.preview(job, 0, references));
        byte[] searched = store.get(preview.image().key(), preview.image().sha256());
        assertThat(Verification.of(searched, List.of()).manifest()).isNull();
    }

    @Test
    void aResultThatDiffersFromTheStoredOneFailsLoudly() {
        GenerationTask task = finalTask(job, ImageFormat.PNG);
        store.put(ObjectKeys.result(Tasks.TENANT, job, 0, "png"), new byte[] {1, 2, 3}, "image/png");
        CandidateFailed failed = refused(task);
        assertThat(failed.code()).isEqualTo("result_conflict");
        assertThat(failed.fatal()).isFalse();
        assertThat(conflicts).hasValue(1);
    }

    @Test
    void namesAReferenceThatIsGone() {
        store.delete(references.get(1).image().key());
        CandidateFailed failed = refused(Tasks.preview(job, 0, withFreshBackground()));
        assertThat(failed.code()).isEqualTo("reference_unreadable");
        assertThat(failed.reference()).isEqualTo("meadow2");
        assertThat(failed.fatal()).isTrue();
    }

    @Test
    void namesAReferenceWhoseBytesChanged() {
        List<Reference> fresh = withFreshBackground();
        store.put(fresh.get(1).image().key(), png(), "image/png");
        store.corrupt(fresh.get(1).image().key(), "bit rot".getBytes(StandardCharsets.UTF_8));
        CandidateFailed failed = refused(Tasks.preview(job, 0, fresh));
        assertThat(failed.code()).isEqualTo("reference_unreadable");
        assertThat(failed.reference()).isEqualTo("meadow2");
    }

    @Test
    void refusesAModelThatItDoesNotHave() {
        GenerationTask task = Tasks.task(
                new CandidateId(job, 0, 0),
                "daydream@7",
                references,
                ImageFormat.PNG,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                Instant.now().plusSeconds(60));
        CandidateFailed failed = refused(task);
        assertThat(failed.code()).isEqualTo("unknown_model");
        assertThat(failed.fatal()).isTrue();
    }

    @Test
    void refusesAGenomeThatNamesUnknownGroups() {
        GenerationTask task = Tasks.task(
                new CandidateId(job, 0, 0),
                "compositor@1",
                references,
                ImageFormat.PNG,
                Genome.of(
                        new NoiseProgram(List.of(
                                new NoiseStep.Zero(), new NoiseStep.RedrawGroups(0, List.of("no such"), 0.5, 0, 0))),
                        Map.of()),
                Instant.now().plusSeconds(60));
        assertThat(refused(task).code()).isEqualTo("invalid_genome");
        assertThat(refused(task).fatal()).isFalse();
    }

    @Test
    void refusesMoreReferencesOfARoleThanTheBundleTakes() {
        Reference second = Tasks.reference(store, "other", Role.BACKGROUND, Tasks.scene(), null);
        List<Reference> both = List.of(references.get(0), references.get(1), second);
        CandidateFailed failed = refused(Tasks.preview(job, 0, both));
        assertThat(failed.code()).isEqualTo("too_many_references");
        assertThat(failed.reference()).isEqualTo("other");
    }

    @Test
    void leavesOutRolesThatTheBundleDoesNotHonour() {
        Reference pose = Tasks.reference(store, "stance", Role.POSE, Tasks.scene(), null);
        store.delete(pose.image().key());
        CandidateGenerated made = made(Tasks.preview(job, 0, List.of(references.get(0), references.get(1), pose)));
        assertThat(made.references()).hasSize(3);
    }

    @Test
    void dropsTasksThatNobodyWaitsFor() {
        GenerationTask late = Tasks.task(
                new CandidateId(job, 0, 0),
                "compositor@1",
                references,
                ImageFormat.PNG,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                Instant.now().minusSeconds(1));
        assertThat(attempt(late)).isEqualTo(new Outcome.Dropped(Outcome.Reason.EXPIRED));
        canceled.add(job);
        assertThat(attempt(Tasks.preview(job, 0, references))).isEqualTo(new Outcome.Dropped(Outcome.Reason.CANCELED));
    }

    /** One step of the compositor is one render: what it made after the cancellation is dropped, and nothing is stored. */
    @Test
    void aCancellationDuringTheRenderIsHeededBeforeAnythingIsStored() {
        Generator real = Leases.of(generators, "compositor@1");
        Generator canceling = new Generator(
                real.bundleDigest(), real.source(), real.latents(), real.roles(), real.encoder(), request -> {
                    var rendered = real.renderer().render(request);
                    canceled.add(job);
                    return rendered;
                });
        GenerationTask task = Tasks.preview(job, 0, references);
        assertThat(attempt(task, canceling)).isEqualTo(new Outcome.Dropped(Outcome.Reason.CANCELED));
        try (var stored = store.list(ObjectKeys.candidatesOf(Tasks.TENANT, job))) {
            assertThat(stored).isEmpty();
        }
        assertThat(attempt(Tasks.preview(job, 1, references), canceling))
                .as("a task that was not started")
                .isEqualTo(new Outcome.Dropped(Outcome.Reason.CANCELED));
    }

    @Test
    void postponesWhileTheStoreIsAwayAndSucceedsAfterwards() {
        GenerationTask task = Tasks.preview(job, 0, references);
        store.setDown(true);
        assertThat(attempt(task)).isEqualTo(new Outcome.Postponed("store_unavailable", true));
        store.setDown(false);
        made(task);
    }

    @Test
    void handsATaskBackWhenTheDeviceHasNoMemory() {
        Generator starved = new Generator(
                "d".repeat(64),
                DigitalSourceType.COMPOSITE,
                LatentSpace.ungrouped(4),
                Map.of(Role.SUBJECT, 1, Role.BACKGROUND, 1),
                (key, lane, pixels) -> encoded(1.0),
                request -> {
                    throw new RenderException.OutOfMemory("no memory", new IllegalStateException());
                });
        assertThat(attempt(Tasks.preview(job, 0, references), starved))
                .isEqualTo(new Outcome.Postponed("out_of_memory", false));
    }

    @Test
    void refusesUnreliableCutOutsOfGatedSubjectsAndClosesTheirEncodings() {
        AtomicInteger open = new AtomicInteger();
        Generator unsure = new Generator(
                "d".repeat(64),
                DigitalSourceType.COMPOSITE,
                LatentSpace.ungrouped(4),
                Map.of(Role.SUBJECT, 1),
                (key, lane, pixels) -> {
                    open.incrementAndGet();
                    return encoded(0.2, open);
                },
                request -> {
                    throw new RenderException.ModuleFailed("got as far as rendering", null);
                });
        Reference gated = Tasks.reference(store, "mug", Role.SUBJECT, Tasks.bottle(), 0.8);
        Outcome outcome = attempt(Tasks.preview(job, 0, List.of(gated)), unsure);
        CandidateFailed failed = ((Outcome.Refused) outcome).failure();
        assertThat(failed.code()).isEqualTo("low_confidence_cutout");
        assertThat(failed.reference()).isEqualTo("mug");
        assertThat(failed.fatal()).isTrue();
        assertThat(open).hasValue(0);

        Reference ungated = Tasks.reference(store, "mug", Role.SUBJECT, Tasks.bottle(), null);
        Outcome tried = attempt(Tasks.preview(job, 0, List.of(ungated)), unsure);
        assertThat(((Outcome.Refused) tried).failure().code()).isEqualTo("render_failed");
        assertThat(open).hasValue(0);
    }

    private GenerationTask finalTask(JobId of, ImageFormat format) {
        return Tasks.task(
                CandidateId.finalRender(of, 0),
                "compositor@1",
                references,
                format,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                Instant.now().plusSeconds(60));
    }

    /** A background that no other test has made the encoder remember, and that is not in the store. */
    private List<Reference> withFreshBackground() {
        Raster odd = Raster.filled(
                40, 30, 10, (int) (System.nanoTime() & 127), (int) (job.value().hashCode() & 127), 255);
        Reference background = Tasks.reference(store, "meadow2", Role.BACKGROUND, odd, null);
        store.delete(background.image().key());
        return List.of(references.get(0), background);
    }

    private static byte[] png() {
        return dev.refinery.imaging.ImageEncoder.png(Tasks.scene());
    }

    private static EncodedReference encoded(double confidence) {
        return encoded(confidence, new AtomicInteger());
    }

    private static EncodedReference encoded(double confidence, AtomicInteger open) {
        return new EncodedReference() {
            @Override
            public CutoutReport cutout() {
                return new CutoutReport(confidence, new Placement.Box(0, 0, 1, 1), Placement.Cutout.PHOTO);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private CandidateGenerated made(GenerationTask task) {
        Outcome outcome = attempt(task);
        assertThat(outcome).isInstanceOf(Outcome.Made.class);
        Outcome.Made made = (Outcome.Made) outcome;
        assertThat(made.usage().candidate()).isEqualTo(task.candidate());
        return made.candidate();
    }

    private CandidateFailed refused(GenerationTask task) {
        Outcome outcome = attempt(task);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).failure();
    }

    private Outcome attempt(GenerationTask task) {
        return attempt(generators, task);
    }

    private Outcome attempt(GenerationTask task, Generator generator) {
        return attempt(Leases.always(generator), task);
    }

    private Outcome attempt(Generators available, GenerationTask task) {
        WorkerObserver counting = new CountingObserver(conflicts);
        try (GenerateCandidate generate = new GenerateCandidate(
                available, store, canceled::contains, new CutoutGate(0.25, 0.05), STAMP, counting, Clock.systemUTC())) {
            return generate.attempt(task);
        }
    }
}
