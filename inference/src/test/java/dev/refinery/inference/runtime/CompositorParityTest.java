package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.RenderedPlacement;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and Python run the same module on the same scene: the pictures must agree. */
class CompositorParityTest {
    private static BundleRuntime runtime;

    @BeforeAll
    static void load() throws Exception {
        runtime = Fixtures.runtime(1);
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    static Stream<String> scenes() throws Exception {
        try (Stream<java.nio.file.Path> folders = Files.list(Fixtures.SCENES)) {
            List<String> names = folders.filter(f -> Files.exists(f.resolve("scene.json")))
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty();
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void rendersWhatPythonRendered(String scene) throws Exception {
        JsonNode json = Fixtures.scene(scene);
        List<PreparedReference> references = Fixtures.prepare(runtime, scene);

        RenderedCandidate made = runtime.render(Fixtures.request(scene, references));

        Raster expected = Fixtures.picture(scene, json.path("expected").asText());
        assertThat(made.image().width()).isEqualTo(expected.width());
        assertThat(made.image().height()).isEqualTo(expected.height());
        assertThat(shareOfPixelsWithin(made.image(), expected, 2)).isGreaterThanOrEqualTo(0.999);
        int subjects = 0;
        for (int i = 0; i < references.size(); i++) {
            JsonNode row = json.path("layout").get(i);
            if (row.get(2).asDouble() == 0) {
                continue;
            }
            RenderedPlacement placement = made.placements().get(subjects++);
            assertThat(placement.reference()).isEqualTo("r" + i);
            assertThat(placement.target().x0()).isCloseTo(row.get(0).asDouble(), within(1e-3));
            assertThat(placement.target().y0()).isCloseTo(row.get(1).asDouble(), within(1e-3));
            assertThat(placement.target().x1()).isCloseTo(row.get(2).asDouble(), within(1e-3));
            assertThat(placement.target().y1()).isCloseTo(row.get(3).asDouble(), within(1e-3));
            assertThat(placement.visibleFraction()).isCloseTo(row.get(4).asDouble(), within(1e-3));
            assertThat(placement.areaFraction()).isCloseTo(row.get(5).asDouble(), within(1e-3));
            assertThat(placement.cutout().confidence()).isCloseTo(row.get(6).asDouble(), within(1e-3));
            assertThat(placement.mirrored()).isEqualTo(row.get(7).asDouble() > 0.5);
            assertThat(placement.rotation()).isCloseTo(row.get(8).asDouble(), within(1e-3));
            assertThat(placement.depthRank()).isEqualTo(row.get(9).asInt());
            JsonNode info = json.path("info").get(i);
            assertThat(placement.cutout().box().x0()).isCloseTo(info.get(1).asDouble(), within(1e-3));
            assertThat(placement.cutout().box().y1()).isCloseTo(info.get(4).asDouble(), within(1e-3));
        }
        assertThat(made.placements()).hasSize(subjects);
        references.forEach(PreparedReference::close);
    }

    private static double shareOfPixelsWithin(Raster a, Raster b, int levels) {
        byte[] left = a.rgba();
        byte[] right = b.rgba();
        int good = 0;
        for (int p = 0; p < left.length; p += 4) {
            int worst = 0;
            for (int c = 0; c < 3; c++) {
                worst = Math.max(worst, Math.abs((left[p + c] & 255) - (right[p + c] & 255)));
            }
            if (worst <= levels) {
                good++;
            }
        }
        return good / (left.length / 4.0);
    }
}
