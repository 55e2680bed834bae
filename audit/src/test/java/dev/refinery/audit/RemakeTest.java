package dev.refinery.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny flow model of a public class; the compositor's results are remade in the tests of the whole system. */
class RemakeTest {
    private static final Path BUNDLE =
            Path.of(System.getProperty("refinery.root"), "bundles", "export", "fixtures", "tiny-klein", "1");
    private static final TenantId TENANT = new TenantId("acme");
    private static final JobId JOB = JobId.of(Instant.parse("2026-11-01T10:00:00Z"), 1, 2);

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void aFlowResultComesOutToTheSameBytesAndItsGenomeMatters() throws Exception {
        byte[] first = remade(task(null, Map.of()));
        assertThat(remade(task(null, Map.of()))).isEqualTo(first);
        Raster picture = ImageDecoder.decode(first, ImageLimits.DEFAULT);
        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(80, 64));

        byte[] emphasised = remade(task(null, Map.of("meadow", 0.4)));
        Genome.Parent parent = new Genome.Parent(new CandidateId(JOB, 0, 0), stored(first), 0.3);
        byte[] child = remade(task(parent, Map.of()));
        assertThat(List.of(pixels(emphasised), pixels(child)))
                .doesNotContain(pixels(first))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        ImageRef gone = new ImageRef(store.bucket(), "acme/cand/gone.png", "0".repeat(64), "image/png", 80, 64);
        Genome.Parent parent = new Genome.Parent(new CandidateId(JOB, 0, 3), gone, 0.3);
        assertThatThrownBy(() -> remade(task(parent, Map.of())))
                .isInstanceOf(AuditFailure.class)
                .hasMessageContaining("picture of the parent");
        assertThatThrownBy(() -> Remake.of(task(null, Map.of()), BUNDLE, "f".repeat(64), profile(), store))
                .isInstanceOf(AuditFailure.class)
                .hasMessageContaining("the bundle differs");
    }

    @Test
    void whatAProviderDrewIsNotRemade(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("bundle.json"), "{\"kind\": \"images-api\"}");
        assertThatThrownBy(() -> Remake.of(task(null, Map.of()), folder, "f".repeat(64), profile(), store))
                .isInstanceOf(AuditFailure.class)
                .hasMessageStartingWith("not remakeable: images-api");
    }

    private byte[] remade(GenerationTask task) throws Exception {
        return Remake.of(task, BUNDLE, FlowBundle.open(BUNDLE).digest(), profile(), store);
    }

    private static GeneratorProfile profile() throws Exception {
        return GeneratorProfile.ofManifest(Files.readAllBytes(BUNDLE.resolve("bundle.json")));
    }

    private static String pixels(byte[] file) throws Exception {
        return Sha256.hex(ImageDecoder.decode(file, ImageLimits.DEFAULT).rgba());
    }

    private ImageRef stored(byte[] png) {
        String sha256 = Sha256.hex(png);
        return new ImageRef(
                store.bucket(),
                store.put(ObjectKeys.reference(TENANT, sha256, "png"), png, "image/png")
                        .key(),
                sha256,
                "image/png",
                80,
                64);
    }

    private GenerationTask task(Genome.@Nullable Parent parent, Map<String, Double> guidance) {
        Reference meadow = new Reference(
                "meadow",
                Role.BACKGROUND,
                stored(ImageEncoder.png(Raster.filled(80, 64, 90, 140, 60, 255))),
                null,
                1.0,
                null,
                null);
        return new GenerationTask(
                CandidateId.finalRender(JOB, 0),
                TENANT,
                Lane.BATCH,
                Purpose.FINAL,
                "tiny-klein@1",
                "a mug on @meadow",
                42,
                new Genome(NoiseProgram.CANONICAL, guidance, Map.of(), parent),
                List.of(meadow),
                "catalog@1",
                new OutputSpec(1, 80, 64, ImageFormat.PNG, null, null),
                80,
                64,
                ImageFormat.PNG,
                Instant.parse("2026-11-01T10:05:00Z"));
    }
}
