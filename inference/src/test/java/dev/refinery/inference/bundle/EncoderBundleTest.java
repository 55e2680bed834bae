package dev.refinery.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderBundleTest {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root"), "bundles");

    @TempDir
    Path folder;

    @BeforeEach
    void copyBundle() throws Exception {
        try (Stream<Path> files = Files.list(ROOT.resolve("export/fixtures/tiny-clip/1"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void readsWhatTheManifestSays() throws Exception {
        EncoderManifest manifest = EncoderBundle.open(folder).manifest();
        assertThat(manifest.id()).isEqualTo("tiny-clip@1");
        assertThat(manifest.dimension()).isEqualTo(24);
        assertThat(manifest.picture()).isEqualTo(new EncoderManifest.Picture("picture.pt", 224, List.of("embedding")));
        assertThat(manifest.text()).isEqualTo(new EncoderManifest.Text("text.pt", "tokenizer.json", 77));
        assertThat(Bundle.kindOf(folder)).isEqualTo("encoder");
    }

    @Test
    void refusesATokenizerThatChanged() throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertRejected("file_altered");
    }

    @Test
    void refusesAModuleThatIsNotListedWithADigest() throws Exception {
        edit(m -> ((ObjectNode) m.path("picture")).put("module", "other.pt"));
        assertRejected("manifest_invalid");
    }

    @Test
    void refusesAManifestWithoutAPictureTower() throws Exception {
        edit(m -> m.remove("picture"));
        assertRejected("manifest_invalid");
    }

    @Test
    void generatorsAndEncodersAreNotTakenForOneAnother() {
        assertThatThrownBy(() -> EncoderBundle.open(ROOT.resolve("compositor/1")))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo("unsupported_kind"));
        assertThatThrownBy(() -> Bundle.open(folder))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo("unsupported_kind"));
    }

    private void assertRejected(String code) {
        assertThatThrownBy(() -> EncoderBundle.open(folder))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void edit(Consumer<ObjectNode> change) throws Exception {
        Path file = folder.resolve("bundle.json");
        ObjectNode manifest = (ObjectNode) Json.mapper().readTree(file.toFile());
        change.accept(manifest);
        Files.write(file, Json.mapper().writeValueAsBytes(manifest));
    }
}
