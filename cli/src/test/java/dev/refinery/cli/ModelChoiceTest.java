package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelChoiceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeBundles() throws Exception {
        bundle("painter", "1", "flow", 192);
        bundle("collage", "1", "compositor", 4096);
        bundle("collage", "2", "compositor", 4096);
        bundle("eye", "1", "encoder", 224);
    }

    @Test
    void takesANameOrANameWithItsVersion() {
        assertThat(ModelChoice.of(folder, "painter")).isEqualTo(new ModelChoice("painter@1", 192));
        assertThat(ModelChoice.of(folder, "collage@2")).isEqualTo(new ModelChoice("collage@2", 4096));
    }

    @Test
    void saysWhatThereIsWhenNothingOrTooMuchFits() {
        assertThatThrownBy(() -> ModelChoice.of(folder, "paint"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("there is no model paint")
                .hasMessageContaining("collage@1, collage@2, painter@1");
        assertThatThrownBy(() -> ModelChoice.of(folder, "eye")).hasMessageContaining("there is no model eye");
        assertThatThrownBy(() -> ModelChoice.of(folder, "collage")).hasMessageContaining("has several versions");
    }

    @Test
    void namesAFolderThatCannotBeRead() {
        assertThatThrownBy(() -> ModelChoice.of(folder.resolve("none"), "painter"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("cannot read the bundles under");
    }

    @ParameterizedTest
    @CsvSource({"768x768,192x192", "1024x512,192x96", "100x150,100x150", "large,large"})
    void keepsThePicturesProportions(String asked, String made) {
        assertThat(new ModelChoice("painter@1", 192).fitting(asked)).isEqualTo(made);
    }

    @Test
    void aJobIsChangedInModelAndSizeOnly() throws Exception {
        Path file = Files.writeString(
                folder.resolve("job.json"),
                "{\"prompt\":\"x\",\"model\":\"collage@1\",\"output\":{\"size\":\"800x400\",\"format\":\"png\"}}");
        List<String> uploads = new ArrayList<>();
        String sent = JobFile.read(file)
                .with(new ModelChoice("painter@1", 192))
                .upload((image, type, name) -> {
                    uploads.add(name);
                    return name;
                })
                .toString();
        assertThat(sent)
                .isEqualTo(
                        "{\"prompt\":\"x\",\"model\":\"painter@1\",\"output\":{\"size\":\"192x96\",\"format\":\"png\"}}");
        assertThat(uploads).isEmpty();
    }

    private void bundle(String name, String version, String kind, int largest) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name).resolve(version));
        Files.writeString(
                home.resolve("bundle.json"),
                "{\"name\":\"%s\",\"version\":\"%s\",\"kind\":\"%s\",\"sizes\":{\"min\":16,\"max\":%d}}"
                        .formatted(name, version, kind, largest));
    }
}
