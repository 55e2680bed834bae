package dev.refinery.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowBundleTest {
    private static final Path FIXTURE =
            Path.of(System.getProperty("refinery.root"), "bundles", "export", "fixtures", "tiny-klein", "1");

    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws Exception {
        try (Stream<Path> files = Files.list(FIXTURE)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void opensWhatTheExporterWrote() throws Exception {
        FlowBundle bundle = FlowBundle.open(folder);
        assertThat(bundle.manifest().id()).isEqualTo("tiny-klein@1");
        assertThat(bundle.manifest().family()).isEqualTo(FlowManifest.Family.FLUX2_KLEIN);
        assertThat(bundle.digest()).matches("[0-9a-f]{64}");
        assertThat(bundle.module(FlowManifest.Part.VAE)).isRegularFile();
    }

    @Test
    void refusesAnAlteredModule() throws Exception {
        Files.writeString(folder.resolve("vae.pt"), "another network");
        assertThat(rejected().code()).isEqualTo("file_altered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"family\": \"flux2-klein\" | \"family\": \"flux9\" | family",
                "\"name\": \"euler\" | \"name\": \"heun\" | sampler.name",
                "\"steps\": 3 | \"steps\": 0 | schedule.steps",
                "\"kind\": \"empirical\" | \"kind\": \"linear\" | schedule.shift",
                "\"vae\": \"vae.pt\" | \"vae\": \"other.pt\" | modules.vae",
                "\"guidanceScale\": 1.0 | \"guidanceScale\": 0.5 | guidanceScale",
                "\"family\": \"flux2-klein\" | \"family\": \"qwen-image-edit-plus\" | text.picture",
                "\"family\": \"flux2-klein\" | \"family\": \"studio\" | references.glance",
                "\"maxReferences\": 4 | \"maxReferences\": 0 | maxReferences",
            })
    void saysWhichFieldIsWrong(String from, String to, String field) throws Exception {
        Path manifest = folder.resolve("bundle.json");
        String text = Files.readString(manifest);
        assertThat(text).contains(from);
        Files.writeString(manifest, text.replace(from, to));
        BundleRejectedException rejected = rejected();
        assertThat(rejected.code()).isEqualTo("manifest_invalid");
        assertThat(rejected).hasMessageContaining(field);
    }

    private BundleRejectedException rejected() {
        return catchThrowableOfType(BundleRejectedException.class, () -> FlowBundle.open(folder));
    }
}
