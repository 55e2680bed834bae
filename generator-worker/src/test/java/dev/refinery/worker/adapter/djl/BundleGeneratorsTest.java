package dev.refinery.worker.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.app.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
