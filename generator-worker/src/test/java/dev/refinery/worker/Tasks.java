package dev.refinery.worker;

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
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Stored;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Small tasks over pictures that are drawn here. */
public final class Tasks {
    public static final Path BUNDLES = Path.of(System.getProperty("refinery.root"), "bundles");
    public static final TenantId TENANT = new TenantId("acme");
    private static final AtomicLong JOBS = new AtomicLong();

    private Tasks() {}

    public static JobId job() {
        return JobId.of(Instant.parse("2026-11-23T12:00:00Z"), JOBS.incrementAndGet(), JOBS.get());
    }

    /** A blue bottle with transparency. */
    public static Raster bottle() {
        int width = 48;
        int height = 96;
        byte[] rgba = new byte[width * height * 4];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int half = y < 30 ? 7 : 18;
                boolean inside = Math.abs(x - 24) < half && y > 6 && y < 90;
                int at = 4 * (y * width + x);
                rgba[at] = (byte) (40 + 2 * x);
                rgba[at + 1] = (byte) (y > 50 && y < 70 ? 190 : 70);
                rgba[at + 2] = (byte) 150;
                rgba[at + 3] = (byte) (inside ? 255 : 0);
            }
        }
        return Raster.of(width, height, rgba);
    }

    /** Sky over ground. */
    public static Raster scene() {
        int width = 96;
        int height = 64;
        byte[] rgba = new byte[width * height * 4];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 4 * (y * width + x);
                boolean sky = y < 28;
                rgba[at] = (byte) (sky ? 150 : 90 + (x * 7 + y * 13) % 40);
                rgba[at + 1] = (byte) (sky ? 180 : 100 + (x * 5 + y * 3) % 30);
                rgba[at + 2] = (byte) (sky ? 220 : 60);
                rgba[at + 3] = (byte) 255;
            }
        }
        return Raster.of(width, height, rgba);
    }

    public static Reference reference(
            ObjectStore store, String name, Role role, Raster picture, @Nullable Double gate) {
        byte[] png = ImageEncoder.png(picture);
        String sha256 = dev.refinery.storage.Sha256.hex(png);
        Stored stored = store.put(ObjectKeys.reference(TENANT, sha256, "png"), png, "image/png");
        return new Reference(
                name,
                role,
                new ImageRef(store.bucket(), stored.key(), sha256, "image/png", picture.width(), picture.height()),
                null,
                1.0,
                gate,
                null);
    }

    public static List<Reference> references(ObjectStore store) {
        return List.of(
                reference(store, "bottle", Role.SUBJECT, bottle(), null),
                reference(store, "meadow", Role.BACKGROUND, scene(), null));
    }

    public static GenerationTask preview(JobId job, int index, List<Reference> references) {
        return task(
                new CandidateId(job, 0, index),
                "compositor@1",
                references,
                ImageFormat.PNG,
                Genome.of(
                        index == 0 ? NoiseProgram.CANONICAL : new NoiseProgram(List.of(new NoiseStep.Fresh(0, index))),
                        Map.of("bottle", 0.2)),
                Instant.now().plusSeconds(120));
    }

    public static GenerationTask task(
            CandidateId candidate,
            String model,
            List<Reference> references,
            ImageFormat format,
            Genome genome,
            Instant notAfter) {
        return new GenerationTask(
                candidate,
                TENANT,
                Lane.INTERACTIVE,
                candidate.isFinal() ? Purpose.FINAL : Purpose.PREVIEW,
                model,
                "@bottle in a meadow, by hello@meadow.example",
                42,
                genome,
                references,
                "catalog@1",
                new OutputSpec(1, 128, 96, format, null, null),
                128,
                96,
                format,
                notAfter);
    }
}
