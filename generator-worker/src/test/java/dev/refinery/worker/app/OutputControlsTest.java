package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.domain.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each control, through the real compositor, on real product photos, to the pixels of the stored file. */
class OutputControlsTest {
    private static final Path SAMPLES = Path.of(System.getProperty("refinery.root"), "samples");
    private static BundleGenerators generators;

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @BeforeAll
    static void load() throws Exception {
        generators = BundleGenerators.load(Tasks.BUNDLES, AllowedBundles.ANY, RuntimeOptions.parallel(2));
    }

    @AfterAll
    static void close() {
        generators.close();
    }

    @Test
    void theMarketplacePresetIsPureWhiteAndLarge() throws Exception {
        for (int index = 0; index < 4; index++) {
            Raster picture = png(index, marketplace(Shadow.NONE), product("mug.jpg"));
            assertBorder(picture, 3, 255, 255, 255);
            Box box = notWhite(picture);
            assertThat(Math.max(box.width(), box.height())).isBetween(0.85, 0.90);
            assertThat(Math.min(Math.min(box.left, box.top), Math.min(1 - box.right, 1 - box.bottom)))
                    .isGreaterThanOrEqualTo(0.035);
        }
    }

    @Test
    void aShadowOnWhiteLeavesTheBorderWhite() throws Exception {
        for (Shadow shadow : Shadow.values()) {
            Raster picture = png(1, marketplace(shadow), product("mug.jpg"));
            assertBorder(picture, 2, 255, 255, 255);
        }
        int none = grey(png(1, marketplace(Shadow.NONE), product("mug.jpg")));
        int contact = grey(png(1, marketplace(Shadow.CONTACT), product("mug.jpg")));
        int soft = grey(png(1, marketplace(Shadow.SOFT), product("mug.jpg")));
        int natural = grey(png(1, marketplace(Shadow.NATURAL), product("mug.jpg")));
        assertThat(contact).isGreaterThan(none + 200);
        assertThat(soft).isGreaterThan(none + 200);
        assertThat(natural).isGreaterThan(contact);
    }

    @Test
    void aColouredBackgroundStaysThatColourUnderAStyle() throws Exception {
        OutputSpec output = asked("#F4F1EA", 0.7, null, null, Shadow.NONE, null);
        Raster picture = png(
                2,
                output,
                product("kettle.jpg"),
                photo("style", Role.STYLE, SAMPLES.resolve("styles/watercolour.jpg")));
        assertBorder(picture, 12, 0xF4, 0xF1, 0xEA);
    }

    @Test
    void paddingAndAlignmentPlaceTheSubject() throws Exception {
        Reference mug = product("mug.jpg");
        OutputSpec corner = asked("#FFFFFF", 0.4, 0.1, Alignment.BOTTOM_LEFT, Shadow.NONE, null);
        Box low = notWhite(png(3, corner, mug));
        assertThat(low.left).isCloseTo(0.1, within(0.015));
        assertThat(low.bottom).isCloseTo(0.9, within(0.015));
        OutputSpec top = asked("#FFFFFF", 0.4, 0.1, Alignment.TOP, Shadow.NONE, null);
        Box high = notWhite(png(3, top, mug));
        assertThat(high.top).isCloseTo(0.1, within(0.015));
        assertThat((high.left + high.right) / 2).isCloseTo(0.5, within(0.015));
        assertThat(Math.max(high.width(), high.height())).isCloseTo(0.4, within(0.015));
    }

    @Test
    void aPaletteColoursTheSceneAndNotTheProduct() throws Exception {
        Reference mug = product("mug.jpg");
        Raster plain = png(0, asked(null, 0.4, null, Alignment.CENTER, Shadow.NONE, null), mug);
        Raster green = png(0, asked(null, 0.4, null, Alignment.CENTER, Shadow.NONE, List.of("#7FB77E")), mug);
        assertThat(green.sample(8, 8, 1) - green.sample(8, 8, 0)).isGreaterThan(30);
        assertThat(Math.abs(plain.sample(8, 8, 1) - plain.sample(8, 8, 0))).isLessThan(8);
        int x = green.width() / 2 - 20;
        int y = green.height() / 2;
        assertThat(green.sample(x, y, 2)).isGreaterThan(green.sample(x, y, 0) + 20);
    }

    @Test
    void qualityMakesLossyFilesSmallerAndEveryFormatDecodes() throws Exception {
        Reference mug = product("mug.jpg");
        for (ImageFormat format : List.of(ImageFormat.JPEG, ImageFormat.WEBP)) {
            byte[] fine = result(format, 95, mug);
            byte[] usual = result(format, null, mug);
            byte[] coarse = result(format, 30, mug);
            assertThat(fine.length).isGreaterThan(usual.length);
            assertThat(coarse.length).isLessThan(usual.length / 2);
            Raster decoded = ImageDecoder.decode(coarse, ImageLimits.DEFAULT);
            assertThat(decoded.width()).isEqualTo(240);
            assertThat(decoded.sample(0, 0, 0)).isGreaterThanOrEqualTo(253);
        }
        Raster lossless = ImageDecoder.decode(result(ImageFormat.WEBP, 100, mug), ImageLimits.DEFAULT);
        Raster png = ImageDecoder.decode(result(ImageFormat.PNG, null, mug), ImageLimits.DEFAULT);
        assertThat(lossless.rgba()).isEqualTo(png.rgba());
    }

    private byte[] result(ImageFormat format, @Nullable Integer quality, Reference mug) {
        OutputSpec output =
                new OutputSpec(1, 240, 240, format, "#FFFFFF", 0.8, quality, null, null, Shadow.NONE, null, null);
        CandidateGenerated made = made(new CandidateId(Tasks.job(), CandidateId.FINAL_ROUND, 0), output, 0, mug);
        assertThat(made.image().mediaType()).isEqualTo(format.mediaType());
        return store.get(made.image().key(), made.image().sha256());
    }

    private Raster png(int index, OutputSpec output, Reference... references) throws Exception {
        CandidateGenerated made = made(new CandidateId(Tasks.job(), 0, index), output, index, references);
        assertThat(made.output()).isEqualTo(output);
        return ImageDecoder.decode(store.get(made.image().key(), made.image().sha256()), ImageLimits.DEFAULT);
    }

    private CandidateGenerated made(CandidateId candidate, OutputSpec output, int index, Reference... references) {
        GenerationTask plain = Tasks.task(
                candidate,
                "compositor@1",
                List.of(references),
                output.format(),
                Genome.of(
                        index == 0 ? NoiseProgram.CANONICAL : new NoiseProgram(List.of(new NoiseStep.Fresh(0, index))),
                        Map.of()),
                Instant.now().plusSeconds(120));
        GenerationTask task = new GenerationTask(
                plain.candidate(),
                plain.tenant(),
                plain.lane(),
                plain.purpose(),
                plain.model(),
                plain.prompt(),
                plain.seed(),
                plain.genome(),
                plain.references(),
                plain.policy(),
                output,
                240,
                240,
                plain.format(),
                plain.notAfter());
        try (GenerateCandidate generate = new GenerateCandidate(
                generators,
                store,
                job -> false,
                new CutoutGate(0.5, 0.1),
                ProvenanceStamp.unsigned(),
                new CountingObserver(),
                Clock.systemUTC())) {
            Outcome outcome = generate.attempt(task);
            assertThat(outcome).isInstanceOf(Outcome.Made.class);
            return ((Outcome.Made) outcome).candidate();
        }
    }

    private Reference product(String file) throws Exception {
        return photo("product", Role.SUBJECT, SAMPLES.resolve("products").resolve(file));
    }

    private Reference photo(String name, Role role, Path file) throws Exception {
        Raster picture = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
        return Tasks.reference(store, name, role, picture, null);
    }

    private static OutputSpec marketplace(Shadow shadow) {
        return OutputPreset.MARKETPLACE_WHITE.complete(
                new OutputSpec(1, 1000, 1000, ImageFormat.PNG, null, null, null, null, null, shadow, null, null));
    }

    private static OutputSpec asked(
            @Nullable String background,
            double fill,
            @Nullable Double padding,
            @Nullable Alignment align,
            Shadow shadow,
            @Nullable List<String> palette) {
        return new OutputSpec(
                1, 1000, 1000, ImageFormat.PNG, background, fill, null, padding, align, shadow, palette, null);
    }

    private static void assertBorder(Raster picture, int ring, int red, int green, int blue) {
        List<String> others = new ArrayList<>();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                boolean border = x < ring || y < ring || x >= picture.width() - ring || y >= picture.height() - ring;
                boolean right = picture.sample(x, y, 0) == red
                        && picture.sample(x, y, 1) == green
                        && picture.sample(x, y, 2) == blue;
                if (border && !right) {
                    others.add(x + "," + y);
                }
            }
        }
        assertThat(others).isEmpty();
    }

    /** Pixels that are neither white nor strongly coloured or dark: shadow. */
    private static int grey(Raster picture) {
        int count = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int r = picture.sample(x, y, 0);
                int b = picture.sample(x, y, 2);
                count += r > 120 && r < 252 && Math.abs(r - b) < 6 ? 1 : 0;
            }
        }
        return count;
    }

    private static Box notWhite(Raster picture) {
        int w = picture.width();
        int h = picture.height();
        int left = w;
        int top = h;
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                if (picture.sample(x, y, 0) < 245 || picture.sample(x, y, 1) < 245 || picture.sample(x, y, 2) < 245) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        return new Box((double) left / w, (double) top / h, (double) right / w, (double) bottom / h);
    }

    private record Box(double left, double top, double right, double bottom) {
        double width() {
            return right - left;
        }

        double height() {
            return bottom - top;
        }
    }
}
