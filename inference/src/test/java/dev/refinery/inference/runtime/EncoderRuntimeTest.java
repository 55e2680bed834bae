package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.imaging.Raster;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.bundle.EncoderBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EncoderRuntimeTest {
    private static final Path CSD =
            Path.of(System.getProperty("refinery.root"), "bundles", "export", "fixtures", "tiny-csd", "1");
    private static EncoderRuntime runtime;

    @BeforeAll
    static void load() throws Exception {
        runtime = EncoderRuntime.load(EncoderBundle.open(CSD), RuntimeOptions.parallel(2));
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void theSamePictureGivesTheSameNumbersWhateverElseRuns() throws Exception {
        List<Raster> pictures = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            pictures.add(gradient(90 + 7 * k, 60, k));
        }
        List<float[]> alone = new ArrayList<>();
        for (Raster picture : pictures) {
            alone.add(runtime.embed("style", List.of(picture)).getFirst());
        }
        assertThat(alone.get(0)).isNotEqualTo(alone.get(5));
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Raster picture = pictures.get(i % 6);
                calls.add(() -> runtime.embed("style", List.of(picture)).getFirst());
            }
            List<Future<float[]>> together = threads.invokeAll(calls);
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).as("call %d", i).isEqualTo(alone.get(i % 6));
            }
        }
    }

    @Test
    void headsSayDifferentThings() {
        Raster picture = gradient(80, 80, 3);
        assertThat(runtime.embed("style", List.of(picture)).getFirst())
                .isNotEqualTo(runtime.embed("content", List.of(picture)).getFirst());
        assertThatThrownBy(() -> runtime.embed("mood", List.of(picture)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[style, content]");
    }

    @Test
    void aPictureOfOnePixelRowIsEmbeddedWithoutSpreadingItOut() {
        float[] embedding =
                runtime.embed("style", List.of(gradient(4000, 1, 1))).getFirst();
        assertThat(EncoderRuntime.cosine(embedding, embedding)).isBetween(0.9999, 1.0001);
    }

    @Test
    void refusesABatchOfSeveralSizes() {
        assertThatThrownBy(() -> runtime.embed("style", List.of(gradient(40, 40, 1), gradient(41, 40, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one size");
    }

    @Test
    void anEncoderWithoutTextsSaysSo() {
        assertThatThrownBy(() -> runtime.embed("a mug"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without texts");
        assertThatThrownBy(() -> runtime.loadTexts())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("knows no texts");
    }

    @Test
    void refusesWorkOnceClosed() throws Exception {
        EncoderRuntime closed = EncoderRuntime.load(EncoderBundle.open(CSD), RuntimeOptions.parallel(1));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.embed("style", List.of(gradient(40, 40, 1))))
                .isInstanceOf(RenderException.Closed.class);
    }

    private static Raster gradient(int width, int height, int seed) {
        byte[] rgba = new byte[4 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 4 * (y * width + x);
                rgba[at] = (byte) (x * (3 + seed));
                rgba[at + 1] = (byte) (y * 5 + seed * 40);
                rgba[at + 2] = (byte) (x * y + seed);
                rgba[at + 3] = (byte) 255;
            }
        }
        return Raster.of(width, height, rgba);
    }
}
