package dev.refinery.benchmarks;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.worker.app.Generator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Candidates of one job, for a worker and for a bare loop. Not thread-safe. */
final class EngineTasks {
    private static final TenantId TENANT = new TenantId("bench");
    private static final long SEED = 42;

    private final BenchJob job;
    private final Generator generator;
    private final String model;
    private final int side;
    private int jobs;

    /** @param side pixels of the square pictures */
    EngineTasks(BenchJob job, Generator generator, String model, int side) {
        this.job = job;
        this.generator = generator;
        this.model = model;
        this.side = side;
    }

    /**
     * The job's references in the store.
     *
     * @param variant changes a pixel of each, so that nothing that is remembered of the others fits them; 0 changes none
     */
    List<Reference> upload(ObjectStore store, int variant) {
        List<Reference> uploaded = new ArrayList<>();
        for (JudgedReference judged : job.references()) {
            Reference r = judged.reference();
            Raster mask = judged.mask();
            uploaded.add(new Reference(
                    r.name(),
                    r.role(),
                    upload(store, varied(judged.image(), variant)),
                    mask == null ? null : upload(store, mask),
                    r.weight(),
                    r.gate(),
                    r.heightCm()));
        }
        return uploaded;
    }

    private static ImageRef upload(ObjectStore store, Raster picture) {
        byte[] png = ImageEncoder.png(picture);
        String sha256 = Sha256.hex(png);
        String key = ObjectKeys.reference(TENANT, sha256, "png");
        store.put(key, png, "image/png");
        return new ImageRef(store.bucket(), key, sha256, "image/png", picture.width(), picture.height());
    }

    private static Raster varied(Raster picture, int variant) {
        if (variant == 0) {
            return picture;
        }
        byte[] rgba = picture.rgba().clone();
        rgba[4 * (variant % (rgba.length / 4))] ^= 1;
        return Raster.of(picture.width(), picture.height(), rgba);
    }

    /** A job's worth of candidates: the canonical one, then draws. */
    List<GenerationTask> tasks(int count, List<Reference> references) {
        JobId id = JobId.of(Instant.now(), SEED, ++jobs);
        List<GenerationTask> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NoiseStep noise = i == 0 ? new NoiseStep.Zero() : new NoiseStep.Fresh(0, i);
            tasks.add(new GenerationTask(
                    new CandidateId(id, 0, i),
                    TENANT,
                    Lane.BATCH,
                    Purpose.PREVIEW,
                    model,
                    job.prompt(),
                    SEED,
                    Genome.of(new NoiseProgram(List.of(noise)), Map.of()),
                    references,
                    RefinementSpec.DEFAULT_POLICY,
                    job.output(),
                    side,
                    side,
                    ImageFormat.PNG,
                    Instant.now().plus(Duration.ofHours(1))));
        }
        return tasks;
    }

    /** What a worker would ask of the generator; the caller closes what was prepared. */
    List<PreparedReference> prepare() {
        return job.references().stream()
                .filter(judged ->
                        generator.roles().containsKey(judged.reference().role()))
                .map(judged -> new PreparedReference(
                        judged.reference(),
                        generator
                                .encoder()
                                .encode(
                                        ReferenceKey.of(judged.reference()),
                                        Lane.BATCH,
                                        () -> new ReferencePixels(judged.image(), judged.mask()))))
                .toList();
    }

    RenderRequest request(GenerationTask task, List<PreparedReference> prepared) {
        return Requests.of(
                generator,
                task,
                task.output(),
                prepared,
                picture -> {
                    throw new IllegalArgumentException("these tasks start from no picture");
                },
                false);
    }
}
