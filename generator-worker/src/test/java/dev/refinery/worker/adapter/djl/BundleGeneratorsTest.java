package dev.refinery.worker.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.app.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleGeneratorsTest {
    @TempDir
    Path folder;

    @Test
    void findsBundlesByNameAndVersion() throws Exception {
        try (BundleGenerators generators = BundleGenerators.load(Tasks.BUNDLES, RuntimeOptions.parallel(1))) {
            Generator compositor = generators.find("compositor@1").orElseThrow();
            assertThat(compositor.roles()).containsEntry(Role.BACKGROUND, 1).doesNotContainKey(Role.POSE);
            assertThat(compositor.latents().groups()).anyMatch(g -> g.role() == Role.SUBJECT);
            assertThat(generators.find("compositor@2")).isEmpty();
        }
    }

    @Test
    void passesOverEncoders() throws Exception {
        copy(Tasks.BUNDLES.resolve("compositor/1"), folder.resolve("compositor/1"));
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-dinov2/1"), folder.resolve("tiny-dinov2/1"));
        try (BundleGenerators generators = BundleGenerators.load(folder, RuntimeOptions.parallel(1))) {
            assertThat(generators.find("compositor@1")).isPresent();
            assertThat(generators.find("tiny-dinov2@1")).isEmpty();
        }
    }

    /** The controller reads the same manifest: no previews, so rounds run at the output's size. */
    @Test
    void aFlowBundleIsSearchedAtFullSize() throws Exception {
        GeneratorProfile profile = GeneratorProfile.ofManifest(
                Files.readAllBytes(Tasks.BUNDLES.resolve("export/fixtures/tiny-klein/1/bundle.json")));
        assertThat(profile.previewLongSide()).isZero();
        assertThat(profile.latents().groups()).isEmpty();
        assertThat(profile.effects().roles()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void refusesToStartWithoutABundle() {
        assertThatThrownBy(() -> BundleGenerators.load(folder.resolve("nothing"), RuntimeOptions.parallel(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refinery.bundles.path");
    }

    @Test
    void refusesToStartWithABrokenBundle() throws Exception {
        Path home = Files.createDirectories(folder.resolve("compositor/1"));
        Files.copy(Tasks.BUNDLES.resolve("compositor/1/bundle.json"), home.resolve("bundle.json"));
        Files.writeString(home.resolve("compositor.pt"), "not what the manifest says");
        assertThatThrownBy(() -> BundleGenerators.load(folder, RuntimeOptions.parallel(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file_altered");
    }
}
