package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.EncoderBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encoders of the public classes with few layers and random weights, run here and by the public processor and model
 * (bundles/export/fixtures.py): pictures must be resized to the very bytes, token ids be equal, embeddings agree to 1e-4.
 */
class EncoderParityTest {
    private static final Path FIXTURES = Path.of(System.getProperty("refinery.root"), "bundles", "export", "fixtures");
    private static final float TOLERANCE = 1e-4f;

    private EncoderRuntime runtime;

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-siglip2", "tiny-clip", "tiny-dinov2", "tiny-csd"})
    void picturesAreEmbeddedAsThePublicClassesDo(String name) throws Exception {
        load(name);
        JsonNode expected = expected(name).path("pictures");
        assertThat(expected.size()).isGreaterThanOrEqualTo(4);
        for (JsonNode node : expected) {
            String file = node.path("file").asText();
            Raster picture = picture(file);
            assertThat(sha256(runtime.resized(picture)))
                    .as("Pillow's resize of %s", file)
                    .isEqualTo(node.path("resized").asText());
            for (String head : runtime.bundle().manifest().picture().heads()) {
                List<float[]> embedded = runtime.embed(head, List.of(picture, picture));
                for (float[] embedding : embedded) {
                    assertClose(embedding, node.path("embeddings").path(head), file + " " + head);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-siglip2", "tiny-clip"})
    void textsAreCutIntoTheSameTokensAndEmbeddedAlike(String name) throws Exception {
        load(name);
        JsonNode expected = expected(name).path("texts");
        assertThat(expected.size()).isGreaterThanOrEqualTo(4);
        for (JsonNode node : expected) {
            String text = node.path("text").asText();
            long[] tokens = new long[node.path("tokens").size()];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = node.path("tokens").get(i).asLong();
            }
            assertThat(runtime.tokens(text)).as(text).isEqualTo(tokens);
            assertClose(runtime.embed(text), node.path("embedding"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-siglip2", "tiny-clip"})
    void aTextFitsAPictureByTheCosineOfBoth(String name) throws Exception {
        load(name);
        JsonNode all = expected(name);
        JsonNode text = all.path("texts").get(0);
        JsonNode picture = all.path("pictures").get(1);
        double cosine = 0;
        for (int i = 0; i < runtime.bundle().manifest().dimension(); i++) {
            cosine += text.path("embedding").get(i).asDouble()
                    * picture.path("embeddings").path("embedding").get(i).asDouble();
        }
        assertThat(runtime.likeness(
                        text.path("text").asText(), picture(picture.path("file").asText())))
                .isCloseTo(cosine, within(2e-4));
    }

    private void load(String name) throws Exception {
        runtime = EncoderRuntime.load(
                EncoderBundle.open(FIXTURES.resolve(name).resolve("1")), RuntimeOptions.parallel(1));
        if (runtime.bundle().manifest().text() != null) {
            runtime.loadTexts();
            runtime.loadTexts();
        }
    }

    private static JsonNode expected(String name) throws Exception {
        return Json.mapper()
                .readTree(FIXTURES.resolve(name).resolve("expected.json").toFile());
    }

    private static Raster picture(String file) throws Exception {
        return ImageDecoder.decode(
                Files.readAllBytes(FIXTURES.resolve("pictures").resolve(file)), ImageLimits.DEFAULT);
    }

    private static void assertClose(float[] embedding, JsonNode expected, String what) {
        assertThat(embedding.length).as(what).isEqualTo(expected.size());
        for (int i = 0; i < embedding.length; i++) {
            assertThat(embedding[i])
                    .as("%s, number %d", what, i)
                    .isCloseTo((float) expected.get(i).asDouble(), within(TOLERANCE));
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
