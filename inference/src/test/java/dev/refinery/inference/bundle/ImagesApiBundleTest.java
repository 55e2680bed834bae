package dev.refinery.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesApiBundleTest {
    private static final String MANIFEST = """
            {"schema": 1, "name": "edit", "version": "1", "kind": "images-api", "description": "", "license": "the provider's terms",
             "server": "studio", "model": "paint-1", "roles": {"subject": {"max": 3}, "style": {"max": 1}}, "maxReferences": 4,
             "sizes": {"list": ["1024x1024", "1536x1024", "1024x1536"]}, "fields": {"output_format": "png"},
             "seed": {"field": "seed", "bits": 31}, "controls": {"guidance_scale": {"min": 1, "max": 20}}, "price": 0.04}
            """;

    @TempDir
    Path folder;

    @Test
    void aManifestIsAllOfIt() throws Exception {
        ImagesApiBundle bundle = open(MANIFEST);
        assertThat(bundle.manifest().id()).isEqualTo("edit@1");
        assertThat(bundle.manifest().roles().get(Role.SUBJECT).max()).isEqualTo(3);
        assertThat(bundle.manifest().price()).isEqualTo(0.04);
        assertThat(bundle.digest())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(MANIFEST.getBytes())));
        assertThat(Bundle.kindOf(folder)).isEqualTo(ImagesApiManifest.KIND);
    }

    @Test
    void whatIsLeftOutIsNotSent() throws Exception {
        ImagesApiManifest least = open("""
                {"schema": 1, "name": "edit", "version": "1", "kind": "images-api", "license": "x", "server": "openai",
                 "model": "m", "roles": {"subject": {"max": 1}}, "maxReferences": 1, "sizes": {"min": 64, "max": 2048}}
                """).manifest();
        assertThat(least.fields()).isEmpty();
        assertThat(least.controls()).isEmpty();
        assertThat(least.seed()).isNull();
        assertThat(least.price()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"server\": \"studio\" | \"server\": \"my-studio\" | server",
                "\"server\": \"studio\", | | server",
                "\"output_format\" | \"prompt\" | prompt",
                "\"output_format\" | \"seed\" | seed",
                "\"guidance_scale\" | \"size\" | size",
                "\"output_format\" | \"a b\" | fields",
                "\"bits\": 31 | \"bits\": 64 | seed.bits",
                "\"min\": 1, | \"min\": 30, | controls",
                "\"price\": 0.04 | \"price\": -1 | price",
                "\"1536x1024\" | \"wide\" | 1024x1024",
                "\"list\": [\"1024x1024\", \"1536x1024\", \"1024x1536\"] | \"list\": [] | sizes",
                "\"list\": [ | \"min\": 64, \"list\": [ | sizes",
                "\"maxReferences\": 4 | \"maxReferences\": 0 | maxReferences",
                "\"subject\" | \"hero\" | role",
            })
    void aFaultIsNamed(String right, String wrong, String named) throws Exception {
        assertThatThrownBy(() -> open(MANIFEST.replace(right, wrong == null ? "" : wrong)))
                .isInstanceOf(BundleRejectedException.class)
                .hasMessageContaining(named)
                .extracting(e -> ((BundleRejectedException) e).code())
                .isEqualTo("manifest_invalid");
    }

    @Test
    void anotherKindIsRefused() {
        assertThatThrownBy(() -> open(MANIFEST.replace("images-api", "compositor")))
                .extracting(e -> ((BundleRejectedException) e).code())
                .isEqualTo("unsupported_kind");
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024, 1024x1024",
        "512, 512, 1024x1024",
        "2048, 2048, 1024x1024",
        "800, 600, 1536x1024",
        "1920, 1280, 1536x1024",
        "600, 900, 1024x1536",
        "1024, 1100, 1024x1024",
        "1024, 1300, 1024x1536",
    })
    void theListedSizeThatLosesLeastIsAskedFor(int width, int height, String asked) throws Exception {
        assertThat(open(MANIFEST).manifest().sizes().toAskFor(width, height)).hasValue(ApiSizes.Size.parse(asked));
    }

    @Test
    void nothingIsEnlargedMoreThanTwice() throws Exception {
        assertThat(open(MANIFEST).manifest().sizes().toAskFor(2049, 2049)).isEmpty();
        assertThat(open(MANIFEST).manifest().sizes().toAskFor(4096, 512)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 64x64", "320, 200, 320x208", "1000, 1001, 1008x1008", "2041, 100, 2048x112"})
    void sidesInARangeAreRoundedUp(int width, int height, String asked) throws Exception {
        ApiSizes sizes = Json.mapper().readValue("{\"min\": 64, \"max\": 2048, \"multiple\": 16}", ApiSizes.class);
        assertThat(sizes.toAskFor(width, height)).hasValue(ApiSizes.Size.parse(asked));
        assertThat(sizes.toAskFor(32, 100)).isEmpty();
        assertThat(sizes.toAskFor(2049, 100)).isEmpty();
    }

    private ImagesApiBundle open(String manifest) throws Exception {
        Files.writeString(folder.resolve("bundle.json"), manifest);
        return ImagesApiBundle.open(folder);
    }
}
