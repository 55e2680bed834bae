package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.StepNoise;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.FlowSampler;
import dev.refinery.inference.flow.FlowSchedule;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.TokenGrid;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flow models of the public classes with few layers and random weights, run here and by the public pipelines on the same noise:
 * every stage and the final picture must agree to 1e-3.
 */
class FlowParityTest {
    private static final float TOLERANCE = 1e-3f;
    private static final float EXACT = 2e-6f;

    private FlowFixture fixture;
    private FlowRuntime runtime;

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void promptsBecomeTheSameTokensAndTheSameConditions(String name) throws Exception {
        load(name);
        JsonNode texts = fixture.story().path("texts");
        assertThat(texts.size()).isEqualTo(3);
        for (int i = 0; i < texts.size(); i++) {
            JsonNode node = texts.get(i);
            String prompt = node.path("prompt").asText();
            List<EncodedReference> encoded = FlowFixture.encoded(runtime, FlowFixture.strings(node.path("references")));
            List<FlowReference> references = FlowRuntime.unwrapped(Role.SUBJECT, encoded);
            FlowDialect dialect = runtime.pipeline().dialect();
            if (dialect instanceof QwenDialect qwen) {
                long[] ids = qwen.ids(prompt, references);
                assertThat(ids).as(prompt).isEqualTo(longs(node.path("ids")));
                assertThat(qwen.positions(ids, references)).isEqualTo(longs(node.path("positions")));
            } else {
                assertThat(runtime.modules().tokens(prompt)).as(prompt).isEqualTo(longs(node.path("ids")));
            }
            try (PtNDManager scratch = runtime.modules().scratch()) {
                float[] conditions =
                        dialect.conditions(scratch, prompt, references).toFloatArray();
                assertClose(conditions, fixture.tensor("text." + i), TOLERANCE, prompt);
            }
            encoded.forEach(EncodedReference::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void photosAreSizedAndEncodedAlike(String name) throws Exception {
        load(name);
        for (JsonNode size : fixture.story().path("sizes")) {
            PhotoWindow window = runtime.pipeline()
                    .dialect()
                    .window(Role.SUBJECT, size.get(0).asInt(), size.get(1).asInt());
            assertThat(List.of(window.width(), window.height(), window.columns(), window.rows()))
                    .as("a photo of %s", size)
                    .isEqualTo(List.of(
                            size.get(2).asInt(),
                            size.get(3).asInt(),
                            size.get(4).asInt(),
                            size.get(5).asInt()));
            if (runtime.pipeline().dialect() instanceof QwenDialect qwen) {
                PhotoWindow look =
                        qwen.lookWindow(size.get(0).asInt(), size.get(1).asInt());
                assertThat(List.of(look.width(), look.height()))
                        .as("what is shown of %s", size)
                        .isEqualTo(List.of(size.get(6).asInt(), size.get(7).asInt()));
            }
        }
        for (JsonNode resize : fixture.story().path("lanczos")) {
            byte[] pixels = runtime.modules()
                    .window(
                            FlowFixture.photo("d"),
                            PhotoWindow.stretched(
                                    resize.path("width").asInt(),
                                    resize.path("height").asInt()));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(pixels)))
                    .as("Pillow's Lanczos resize to %s", resize)
                    .isEqualTo(resize.path("sha256").asText());
        }
        for (String letter : List.of("a", "b", "c", "d")) {
            try (EncodedReference encoded = FlowFixture.encoded(runtime, letter, FlowFixture.photo(letter))) {
                float[] tokens = FlowRuntime.unwrapped(Role.SUBJECT, List.of(encoded))
                        .getFirst()
                        .tokens()
                        .toFloatArray();
                assertClose(tokens, fixture.tensor("reference." + letter), TOLERANCE, "reference " + letter);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void noiseLevelsFallAlike(String name) throws Exception {
        load(name);
        JsonNode schedules = fixture.story().path("schedules");
        assertThat(schedules.size()).isGreaterThanOrEqualTo(6);
        FlowManifest.Schedule own = runtime.bundle().manifest().schedule();
        for (JsonNode node : schedules) {
            int steps = node.path("steps").asInt();
            FlowSchedule schedule = FlowSchedule.of(
                    new FlowManifest.Schedule(steps, own.shift(), own.terminal()),
                    node.path("tokens").asInt());
            assertClose(levels(schedule), floats(node.path("sigmas")), EXACT, node.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void everyCaseEndsInThePublicPipelinesPicture(String name) throws Exception {
        load(name);
        JsonNode cases = fixture.story().path("cases");
        assertThat(cases.size()).isEqualTo(7);
        for (JsonNode node : cases) {
            String label = node.path("name").asText();
            List<String> prompts = FlowFixture.strings(node.path("prompts"));
            List<String> letters = FlowFixture.strings(node.path("references"));
            List<EncodedReference> encoded = FlowFixture.encoded(runtime, letters);
            double scale = node.path("scale").asDouble();
            assertClose(levels(schedule()), floats(node.path("sigmas")), EXACT, label + " sigmas");
            try (FlowWalks walks = new FlowWalks(runtime)) {
                walks.begin(plan(encoded, scale, sampler(), StepNoise.NONE), prompts, fixture.tensor(label + ".noise"));

                assertClose(walks.velocity(), fixture.tensor(label + ".velocity"), TOLERANCE, label + " velocity");
                float[] tokens = walks.arrive();
                assertClose(tokens, fixture.tensor(label + ".latents"), TOLERANCE, label + " latents");
                float[] picture = runtime.modules().decode(tokens, grid());
                assertClose(picture, fixture.tensor(label + ".image"), TOLERANCE, label + " image");
                int steps = fixture.story().path("steps").asInt();
                assertThat(walks.evaluations()).containsOnly(scale > 1 ? 2 * steps : steps);
            }
            encoded.forEach(EncodedReference::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void aPictureIsTakenUpFromTheMiddleOfTheWay(String name) throws Exception {
        load(name);
        JsonNode node = fixture.story().path("partial");
        double level = node.path("level").asDouble();
        List<String> letters = FlowFixture.strings(node.path("references"));
        List<EncodedReference> encoded = FlowFixture.encoded(runtime, letters);
        assertClose(levels(schedule().from(level)), floats(node.path("sigmas")), EXACT, "sigmas");

        Raster parent = opaque(fixture.tensor("partial.parent"));
        RenderedCandidate made = runtime.render(fixture.request(
                letters,
                encoded,
                Map.of(),
                fixture.tensor("partial.noise"),
                new FlowInputs(
                        fixture.prompts(1).getFirst(),
                        Map.of(FlowRuntime.GUIDANCE_SCALE, 1.0),
                        new FlowInputs.Start(parent, level),
                        StepNoise.NONE,
                        () -> false,
                        false)));

        assertPicture(made.image(), fixture.tensor("partial.image"));
        assertThat(made.evaluations()).isEqualTo(node.path("sigmas").size() - 1);
        encoded.forEach(EncodedReference::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-klein", "tiny-qwen"})
    void aSamplerThatDrawsTakesTheNoiseItIsGiven(String name) throws Exception {
        load(name);
        List<EncodedReference> encoded = FlowFixture.encoded(runtime, List.of("a", "b"));
        float[] draws = fixture.tensor("stochastic.draws");
        float[] start = fixture.tensor("stochastic.noise");
        StepNoise recorded = (step, out) -> System.arraycopy(draws, step * out.length, out, 0, out.length);

        try (FlowWalks walks = new FlowWalks(runtime)) {
            walks.begin(plan(encoded, 1, new FlowSampler(1), recorded), fixture.prompts(1), start);
            assertClose(walks.arrive(), fixture.tensor("stochastic.latents"), TOLERANCE, "latents");
        }
        encoded.forEach(EncodedReference::close);
    }

    private void load(String name) throws Exception {
        fixture = FlowFixture.of(name);
        runtime = fixture.runtime();
    }

    private FlowWalk.Plan plan(List<EncodedReference> encoded, double scale, FlowSampler sampler, StepNoise noise) {
        return new FlowWalk.Plan(
                FlowRuntime.unwrapped(Role.SUBJECT, encoded),
                Collections.nCopies(encoded.size(), 0.0),
                scale,
                grid(),
                schedule(),
                sampler,
                noise);
    }

    private TokenGrid grid() {
        return TokenGrid.covering(
                fixture.width(),
                fixture.height(),
                runtime.bundle().manifest().grid().stride());
    }

    private FlowSchedule schedule() {
        return FlowSchedule.of(runtime.bundle().manifest().schedule(), grid().tokens());
    }

    private FlowSampler sampler() {
        return FlowSampler.of(runtime.bundle().manifest().sampler());
    }

    private static float[] levels(FlowSchedule schedule) {
        float[] levels = new float[schedule.steps() + 1];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = schedule.sigma(i);
        }
        return levels;
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asLong();
        }
        return values;
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private Raster opaque(float[] rgb) {
        byte[] rgba = new byte[rgb.length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
            rgba[to] = (byte) rgb[from];
            rgba[to + 1] = (byte) rgb[from + 1];
            rgba[to + 2] = (byte) rgb[from + 2];
            rgba[to + 3] = (byte) 255;
        }
        return Raster.of(fixture.width(), fixture.height(), rgba);
    }

    /** Within one grey level of f32[3, H, W] in [0, 1]. */
    private static void assertPicture(Raster made, float[] expected) {
        int plane = made.width() * made.height();
        for (int i = 0; i < plane; i++) {
            for (int c = 0; c < 3; c++) {
                assertThat(Math.abs((made.rgba()[4 * i + c] & 255) - 255 * expected[c * plane + i]))
                        .isLessThan(0.5f + 255 * TOLERANCE);
            }
        }
    }

    private static void assertClose(float[] seen, float[] expected, float tolerance, String what) {
        assertThat(seen.length).as(what).isEqualTo(expected.length);
        float worst = 0;
        for (int i = 0; i < seen.length; i++) {
            assertThat(seen[i]).as("%s, number %d", what, i).isFinite();
            worst = Math.max(worst, Math.abs(seen[i] - expected[i]));
        }
        assertThat(worst).as(what).isLessThanOrEqualTo(tolerance);
    }
}
