package dev.refinery.rewards.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightingConsistencyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Path, Raster> pictures = new HashMap<>();

    @Test
    void equalsWhatOpenCvSaysOfTheSyntheticPictures() throws Exception {
        Path folder = Path.of("src/test/resources/lighting");
        JsonNode pairs = JSON.readTree(folder.resolve("expected.json").toFile());
        assertThat(pairs.size()).isEqualTo(49);
        for (JsonNode pair : pairs) {
            check(
                    pair,
                    folder.resolve(pair.get("reference").asText() + ".png"),
                    folder.resolve(pair.get("image").asText() + ".png"),
                    0.02);
        }
    }

    @Test
    void equalsTheBenchmarksOwnScoresOnRealPictures() throws Exception {
        Optional<Path> shared = SharedFolder.find();
        assumeTrue(shared.isPresent(), "no folder of shared cases beside the checkout (REFINERY_SHARED)");
        JsonNode pairs = JSON.readTree(
                shared.orElseThrow().resolve("parity/lighting-given.json").toFile());
        assertThat(pairs.size()).isGreaterThan(50);
        Path cases = shared.orElseThrow().resolve("cases");
        for (JsonNode pair : pairs) {
            check(
                    pair,
                    cases.resolve(pair.get("reference").asText()),
                    cases.resolve(pair.get("image").asText()),
                    0.05);
        }
    }

    private void check(JsonNode pair, Path reference, Path image, double tolerance) throws Exception {
        LightingConsistency seen = LightingConsistency.between(picture(reference), picture(image));
        assertThat(seen.total())
                .as("total of %s and %s", reference, image)
                .isCloseTo(pair.get("total").asDouble(), within(tolerance));
        for (Map.Entry<String, Double> part : seen.parts().entrySet()) {
            assertThat(part.getValue())
                    .as("%s of %s and %s", part.getKey(), reference, image)
                    .isCloseTo(pair.get("details").get(part.getKey()).asDouble(), within(tolerance));
        }
    }

    private Raster picture(Path file) throws Exception {
        Raster known = pictures.get(file);
        if (known == null) {
            known = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
            pictures.put(file, known);
        }
        return known;
    }
}
