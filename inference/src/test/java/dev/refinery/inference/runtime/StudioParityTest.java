package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.StepNoise;
import dev.refinery.inference.flow.FlowSampler;
import dev.refinery.inference.flow.FlowSchedule;
import dev.refinery.inference.flow.TokenGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bundle that comes with Refinery, run here and by its Python network on the same photos, prompt and noise. */
class StudioParityTest {
    private static final Path HOME = Path.of(System.getProperty("refinery.root"), "bundles", "studio-flow");
    private static final float TOLERANCE = 1e-3f;

    private final List<PreparedReference> references = new ArrayList<>();
    private FlowFixture fixture;
    private FlowRuntime runtime;

    @BeforeEach
    void load() throws Exception {
        fixture = FlowFixture.at(HOME);
        runtime = fixture.runtime();
        for (JsonNode node : fixture.story().path("references")) {
            Role role = Role.parse(node.path("role").asText());
            String letter = node.path("photo").asText();
            references.add(prepared(role, letter, FlowFixture.photo(letter)));
        }
    }

    @AfterEach
    void close() {
        references.forEach(one -> one.encoded().close());
        runtime.close();
    }

    @Test
    void promptPhotosAndPositionsReachTheNetworkAlike() throws Exception {
        String prompt = fixture.story().path("prompt").asText();
        assertThat(runtime.modules().tokens(prompt))
                .containsExactly(longs(fixture.story().path("ids")));
        FlowDialect dialect = runtime.pipeline().dialect();
        try (PtNDManager scratch = runtime.modules().scratch()) {
            float[] text = dialect.conditions(scratch, prompt, seen()).toFloatArray();
            assertClose(text, fixture.tensor("text"), "conditions");
        }
        List<Long> positions = new ArrayList<>(boxed(dialect.positions(grid())));
        for (int i = 0; i < references.size(); i++) {
            positions.addAll(boxed(dialect.positions(i, seen())));
            String letter = references.get(i).reference().name();
            assertClose(
                    means(seen().get(i).tokens().toFloatArray()),
                    fixture.tensor("reference." + letter),
                    "reference " + letter);
        }
        assertThat(positions).isEqualTo(boxed(longs(fixture.story().path("positions"))));
    }

    @Test
    void noiseBecomesThePythonNetworksPicture() {
        FlowWalk.Plan plan = new FlowWalk.Plan(
                seen(),
                Collections.nCopies(references.size(), 0.0),
                1,
                grid(),
                FlowSchedule.of(runtime.bundle().manifest().schedule(), grid().tokens()),
                FlowSampler.of(runtime.bundle().manifest().sampler()),
                StepNoise.NONE);
        JsonNode sigmas = fixture.story().path("sigmas");
        assertThat(plan.schedule().steps()).isEqualTo(sigmas.size() - 1);
        for (int i = 0; i < sigmas.size(); i++) {
            assertThat(plan.schedule().sigma(i)).isCloseTo((float) sigmas.get(i).asDouble(), within(2e-6f));
        }
        try (FlowWalks walks = new FlowWalks(runtime)) {
            walks.begin(plan, List.of(prompt()), fixture.tensor("noise"));
            assertClose(walks.velocity(), fixture.tensor("velocity"), "velocity");
            assertClose(runtime.modules().decode(walks.arrive(), grid()), fixture.tensor("image"), "picture");
        }
    }

    @Test
    void everyReferenceThePromptAndTheNoiseMoveThePicture() {
        byte[] whole = rendered(references, prompt(), false).image().rgba();
        assertThat(rendered(references, prompt(), false).image().rgba())
                .as("the same again")
                .isEqualTo(whole);
        for (int i = 0; i < references.size(); i++) {
            List<PreparedReference> fewer = new ArrayList<>(references);
            fewer.remove(i);
            assertThat(moved(whole, rendered(fewer, prompt(), false).image().rgba()))
                    .as("without reference %d", i)
                    .isGreaterThan(1);
        }
        assertThat(moved(whole, rendered(references, prompt(), true).image().rgba()))
                .as("other noise")
                .isGreaterThan(1);
        String other = prompt().replace("left", "middle").replace("right", "left");
        assertThat(moved(whole, rendered(references, other, false).image().rgba()))
                .as("other words")
                .isGreaterThan(0.05);
    }

    @Test
    void whatIsTransparentIsSeenAsWhite() {
        Raster clear = Raster.filled(64, 64, 10, 200, 30, 0);
        Raster white = Raster.filled(64, 64, 255, 255, 255, 255);
        try (EncodedReference a = prepared(Role.SUBJECT, "x", clear).encoded();
                EncodedReference b = prepared(Role.SUBJECT, "y", white).encoded()) {
            assertThat(tokens(a)).containsExactly(tokens(b));
        }
    }

    private static float[] tokens(EncodedReference encoded) {
        return FlowRuntime.unwrapped(Role.SUBJECT, List.of(encoded))
                .getFirst()
                .tokens()
                .toFloatArray();
    }

    private String prompt() {
        return fixture.story().path("prompt").asText();
    }

    private RenderedCandidate rendered(List<PreparedReference> given, String prompt, boolean backwards) {
        float[] noise = fixture.tensor("noise");
        float[] turned = new float[noise.length];
        for (int i = 0; i < noise.length; i++) {
            turned[i] = backwards ? noise[noise.length - 1 - i] : noise[i];
        }
        int width = fixture.width();
        int height = fixture.height();
        return runtime.render(new RenderRequest(
                Latents.of(turned),
                Map.of(),
                given,
                new OutputSpec(1, width, height, ImageFormat.PNG, null, null),
                width,
                height,
                Lane.INTERACTIVE,
                new FlowInputs(prompt, Map.of(), null, StepNoise.NONE, () -> false, false)));
    }

    /** Mean difference in grey levels. */
    private static double moved(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 255) - (b[i] & 255));
        }
        return sum / a.length;
    }

    private PreparedReference prepared(Role role, String letter, Raster photo) {
        String digest = HexFormat.of().toHexDigits((byte) letter.charAt(0)).repeat(32);
        Reference reference = new Reference(
                letter,
                role,
                new ImageRef("b", letter, digest, "image/png", photo.width(), photo.height()),
                null,
                1.0,
                null,
                null);
        return new PreparedReference(
                reference,
                runtime.encode(ReferenceKey.of(reference), Lane.INTERACTIVE, () -> new ReferencePixels(photo, null)));
    }

    private List<FlowReference> seen() {
        return references.stream()
                .map(one -> FlowRuntime.unwrapped(one.reference().role(), List.of(one.encoded()))
                        .getFirst())
                .toList();
    }

    private TokenGrid grid() {
        return TokenGrid.covering(
                fixture.width(),
                fixture.height(),
                runtime.bundle().manifest().grid().stride());
    }

    /** The mean of each token: enough to see a wrong window. */
    private float[] means(float[] tokens) {
        int channels = runtime.bundle().manifest().grid().channels();
        float[] means = new float[tokens.length / channels];
        for (int i = 0; i < tokens.length; i++) {
            means[i / channels] += tokens[i] / channels;
        }
        return means;
    }

    private static List<Long> boxed(long[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asLong();
        }
        return values;
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    private static void assertClose(float[] seen, float[] expected, String what) {
        assertThat(seen.length).as(what).isEqualTo(expected.length);
        float worst = 0;
        for (int i = 0; i < seen.length; i++) {
            assertThat(seen[i]).as("%s, number %d", what, i).isFinite();
            worst = Math.max(worst, Math.abs(seen[i] - expected[i]));
        }
        assertThat(worst).as(what).isLessThanOrEqualTo(TOLERANCE);
    }
}
