package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.refinery.imaging.Raster;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.RenderCanceledException;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.StepNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker asks of a flow bundle. */
class FlowRuntimeTest {
    private static final List<String> LETTERS = List.of("a", "b");
    private static final double MORE = Math.log(1.5);

    private FlowFixture fixture;
    private FlowRuntime runtime;
    private List<EncodedReference> encoded;
    private float[] noise;

    @BeforeEach
    void load() throws Exception {
        fixture = FlowFixture.of("tiny-klein");
        runtime = fixture.runtime();
        encoded = FlowFixture.encoded(runtime, LETTERS);
        noise = fixture.tensor("2x1.noise");
    }

    @AfterEach
    void close() {
        encoded.forEach(EncodedReference::close);
        runtime.close();
    }

    @Test
    void aRequestGivesTheSamePixelsEveryTime() throws Exception {
        RenderedCandidate first = runtime.render(request(Map.of(), Map.of(), () -> false));
        RenderedCandidate second = runtime.render(request(Map.of(), Map.of(), () -> false));
        assertThat(second.image().rgba()).isEqualTo(first.image().rgba());
        assertThat(first.evaluations()).isEqualTo(3);
        assertThat(first.deviceSeconds()).isPositive();
        assertThat(first.placements()).isEmpty();
        assertThat(runtime.statistics().encodingMisses()).isEqualTo(2);
    }

    @Test
    void emphasisOfAReferenceCostsCallsAndNoneCostsNothing() throws Exception {
        RenderedCandidate plain = runtime.render(request(Map.of(), Map.of(), () -> false));
        RenderedCandidate neutral = runtime.render(request(Map.of("a", 0.0, "b", 0.0), Map.of(), () -> false));
        RenderedCandidate first = runtime.render(request(Map.of("a", MORE), Map.of(), () -> false));
        RenderedCandidate both = runtime.render(request(Map.of("a", MORE, "b", -MORE), Map.of(), () -> false));
        assertThat(neutral.image().rgba()).isEqualTo(plain.image().rgba());
        assertThat(neutral.evaluations()).isEqualTo(3);
        assertThat(first.image().rgba()).isNotEqualTo(plain.image().rgba());
        assertThat(first.evaluations()).isEqualTo(6);
        assertThat(both.image().rgba()).isNotEqualTo(first.image().rgba());
        assertThat(both.evaluations()).isEqualTo(9);
    }

    @Test
    void aModelThatWasDistilledIgnoresTheGuidanceScale() throws Exception {
        RenderedCandidate plain = runtime.render(request(Map.of(), Map.of(), () -> false));
        RenderedCandidate wanted =
                runtime.render(request(Map.of(), Map.of(FlowRuntime.GUIDANCE_SCALE, 3.0), () -> false));
        assertThat(wanted.image().rgba()).isEqualTo(plain.image().rgba());
    }

    @Test
    void aModelWithGuidanceTakesTheScaleThatIsAskedFor() throws Exception {
        FlowFixture qwen = FlowFixture.of("tiny-qwen");
        try (FlowRuntime other = qwen.runtime()) {
            List<EncodedReference> seen = FlowFixture.encoded(other, LETTERS);
            FlowInputs own = inputs(Map.of());
            FlowInputs none = inputs(Map.of(FlowRuntime.GUIDANCE_SCALE, 1.0));
            FlowInputs more = inputs(Map.of(FlowRuntime.GUIDANCE_SCALE, 6.0));
            float[] start = qwen.tensor("2x1.noise");
            RenderedCandidate plain = other.render(qwen.request(LETTERS, seen, Map.of(), start, own));
            RenderedCandidate unguided = other.render(qwen.request(LETTERS, seen, Map.of(), start, none));
            RenderedCandidate further = other.render(qwen.request(LETTERS, seen, Map.of("b", MORE), start, more));
            assertThat(plain.evaluations()).isEqualTo(6);
            assertThat(unguided.evaluations()).isEqualTo(3);
            assertThat(further.evaluations()).isEqualTo(9);
            assertThat(unguided.image().rgba())
                    .isNotEqualTo(plain.image().rgba())
                    .isNotEqualTo(further.image().rgba());
            seen.forEach(EncodedReference::close);
        }
    }

    @Test
    void aCancellationIsHeededBeforeTheNextStep() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RenderRequest request = request(Map.of(), Map.of(), () -> asked.incrementAndGet() > 2);
        assertThatThrownBy(() -> runtime.render(request)).isInstanceOf(RenderCanceledException.class);
        assertThat(asked).hasValue(3);
        await().untilAsserted(() -> assertThat(runtime.statistics().running()).isZero());
    }

    @Test
    void closingStopsARenderBetweenTwoSteps() throws Exception {
        Thread[] closer = new Thread[1];
        RenderRequest request = request(Map.of(), Map.of(), () -> {
            if (closer[0] == null) {
                closer[0] = Thread.ofPlatform().start(runtime::close);
            }
            while (closer[0].getState() == Thread.State.NEW
                    || closer[0].getState() == Thread.State.RUNNABLE
                    || closer[0].getState() == Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            return false;
        });
        assertThatThrownBy(() -> runtime.render(request)).isInstanceOf(RenderException.Closed.class);
        closer[0].join();
        assertThatThrownBy(() -> runtime.render(request)).isInstanceOf(RenderException.Closed.class);
    }

    @Test
    void aSizeThatIsNoMultipleOfATokenIsCutFromTheNextLarger() throws Exception {
        assertThat(runtime.latentLength(75, 64)).isEqualTo(noise.length);
        assertThat(runtime.latentLength(81, 64)).isGreaterThan(noise.length);
        RenderRequest whole = request(Map.of(), Map.of(), () -> false);
        Raster full = runtime.render(whole).image();
        Raster cut = runtime.render(new RenderRequest(
                        whole.latents(),
                        Map.of(),
                        whole.references(),
                        whole.output(),
                        74,
                        64,
                        whole.lane(),
                        whole.flow()))
                .image();
        assertThat(cut.width()).isEqualTo(74);
        for (int x : new int[] {0, 30, 73}) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(cut.sample(x, 20, channel)).isEqualTo(full.sample(x + 3, 20, channel));
            }
        }
    }

    /** Other prompts, other references of the same size, guidance, a parent: all at once, as each comes out by itself. */
    @Test
    void whatSharesACallDoesNotShow() throws Exception {
        List<EncodedReference> others = FlowFixture.encoded(runtime, List.of("a", "a"));
        Raster parent = Raster.filled(fixture.width(), fixture.height(), 250, 10, 10, 255);
        List<RenderRequest> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String prompt = fixture.prompts(3).get(i);
            requests.add(fixture.request(LETTERS, encoded, Map.of(), noise, prompted(prompt)));
            requests.add(fixture.request(LETTERS, encoded, Map.of("b", MORE), noise, prompted(prompt)));
            requests.add(fixture.request(List.of("a", "a"), others, Map.of(), noise, prompted(prompt)));
            requests.add(started(parent, 0.3 + 0.2 * i));
        }
        List<RenderedCandidate> single = requests.stream().map(runtime::render).toList();

        RuntimeStatistics before = runtime.statistics();
        List<RenderedCandidate> shared;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RenderedCandidate>> going = requests.stream()
                    .map(request -> callers.submit(() -> runtime.render(request)))
                    .toList();
            shared = new ArrayList<>();
            for (Future<RenderedCandidate> one : going) {
                shared.add(one.get());
            }
        }

        RuntimeStatistics after = runtime.statistics();
        assertThat(after.calls() - before.calls()).as("network calls").isLessThan(after.rows() - before.rows());
        for (int i = 0; i < requests.size(); i++) {
            assertThat(shared.get(i).evaluations()).isEqualTo(single.get(i).evaluations());
            assertWithinOneGreyLevel(shared.get(i).image(), single.get(i).image());
        }
        others.forEach(EncodedReference::close);
    }

    @Test
    void aPromptIsEncodedOnce() throws Exception {
        runtime.render(request(Map.of(), Map.of(), () -> false));
        runtime.render(request(Map.of("a", MORE), Map.of(), () -> false));
        assertThat(runtime.statistics().promptMisses()).isEqualTo(1);
        assertThat(runtime.statistics().promptHits()).isEqualTo(1);
    }

    private static void assertWithinOneGreyLevel(Raster seen, Raster expected) {
        byte[] left = seen.rgba();
        byte[] right = expected.rgba();
        for (int i = 0; i < left.length; i++) {
            assertThat(Math.abs((left[i] & 255) - (right[i] & 255))).isLessThanOrEqualTo(1);
        }
    }

    private static FlowInputs prompted(String prompt) {
        return new FlowInputs(prompt, Map.of(), null, StepNoise.NONE, () -> false, false);
    }

    @Test
    void refusesWhatTheModelCannotTake() throws Exception {
        RenderRequest whole = request(Map.of(), Map.of(), () -> false);
        assertThatThrownBy(() -> runtime.render(sized(whole, 256, 64))).hasMessageContaining("64 to 128");
        assertThatThrownBy(() -> runtime.render(sized(whole, 64, 64))).hasMessageContaining("latents of length");
        assertThatThrownBy(() -> FlowFixture.encoded(runtime, "s", Raster.filled(63, 80, 1, 2, 3, 255)))
                .isInstanceOf(RenderException.UnsuitableReference.class)
                .hasMessageContaining("63 x 80");
        assertThatThrownBy(() -> FlowFixture.encoded(runtime, "l", Raster.filled(64, 513, 1, 2, 3, 255)))
                .isInstanceOf(RenderException.UnsuitableReference.class)
                .hasMessageContaining("8 to 1");
    }

    @Test
    void aLevelOfOneForgetsTheParent() throws Exception {
        Raster parent = Raster.filled(fixture.width(), fixture.height(), 250, 10, 10, 255);
        byte[] plain =
                runtime.render(request(Map.of(), Map.of(), () -> false)).image().rgba();
        RenderedCandidate forgotten = runtime.render(started(parent, 1));
        RenderedCandidate kept = runtime.render(started(parent, 0.1));
        assertThat(forgotten.image().rgba()).isEqualTo(plain);
        assertThat(kept.image().rgba()).isNotEqualTo(plain);
        assertThat(kept.evaluations()).isEqualTo(1);
    }

    @Test
    void warmsUp() {
        assertThat(runtime.warmUp().image().width()).isEqualTo(64);
    }

    private RenderRequest started(Raster parent, double level) throws Exception {
        return fixture.request(
                LETTERS,
                encoded,
                Map.of(),
                noise,
                new FlowInputs(
                        fixture.prompts(1).getFirst(),
                        Map.of(),
                        new FlowInputs.Start(parent, level),
                        StepNoise.NONE,
                        () -> false,
                        false));
    }

    private FlowInputs inputs(Map<String, Double> controls) {
        return new FlowInputs(fixture.prompts(1).getFirst(), controls, null, StepNoise.NONE, () -> false, false);
    }

    private RenderRequest request(Map<String, Double> guidance, Map<String, Double> controls, BooleanSupplier canceled)
            throws Exception {
        return fixture.request(
                LETTERS,
                encoded,
                guidance,
                noise,
                new FlowInputs(fixture.prompts(1).getFirst(), controls, null, StepNoise.NONE, canceled, false));
    }

    private static RenderRequest sized(RenderRequest request, int width, int height) {
        return new RenderRequest(
                request.latents(),
                Map.of(),
                request.references(),
                request.output(),
                width,
                height,
                request.lane(),
                request.flow());
    }
}
