package dev.refinery.scorer.adapter.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleManifestsTest {
    @TempDir
    Path folder;

    @Test
    void readsTheBundlesOfThisRepository() {
        Path bundles = Path.of(System.getProperty("refinery.root", ".."), "bundles");
        assertThat(BundleManifests.read(bundles)).containsKey("compositor@1");
    }

    @Test
    void encodersAreNoGenerators() throws IOException {
        Path bundles = Path.of(System.getProperty("refinery.root", ".."), "bundles");
        for (String id : new String[] {"compositor/1", "tiny-clip/1"}) {
            Path from =
                    id.startsWith("tiny") ? bundles.resolve("export/fixtures").resolve(id) : bundles.resolve(id);
            Files.copy(
                    from.resolve("bundle.json"),
                    Files.createDirectories(folder.resolve(id)).resolve("bundle.json"));
        }
        assertThat(BundleManifests.read(folder)).containsOnlyKeys("compositor@1");
    }

    @Test
    void missingManifestNamesTheSetting() {
        assertThatThrownBy(() -> BundleManifests.read(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("refinery.bundles.path");
        assertThatThrownBy(() -> BundleManifests.read(folder.resolve("nowhere")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refinery.bundles.path");
    }

    @Test
    void unusableManifestIsNamed() throws IOException {
        Path manifest = Files.createDirectories(folder.resolve("broken/2")).resolve("bundle.json");
        Files.writeString(manifest, "{\"latents\":{}}");
        assertThatThrownBy(() -> BundleManifests.read(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(manifest.toString())
                .hasMessageContaining("latents.length");
    }
}
