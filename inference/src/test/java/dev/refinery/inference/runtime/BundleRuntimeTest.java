package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.bundle.Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BundleRuntimeTest {
    private static final ReferenceKey SUBJECT = new ReferenceKey(Role.SUBJECT, "a".repeat(64), null);
    private static BundleRuntime runtime;
    private static ExecutorService threads;

    @BeforeAll
    static void load() throws Exception {
        runtime = Fixtures.runtime(2);
        threads = Executors.newFixedThreadPool(6);
    }

    @AfterAll
    static void close() {
        threads.shutdownNow();
        runtime.close();
    }

    @Test
    void theSameRequestGivesTheSamePixelsWhateverElseRuns() throws Exception {
        List<PreparedReference> references = Fixtures.prepare(runtime, "meadow");
        List<RenderRequest> requests = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            float[] z = new float[runtime.bundle().latents().length()];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) Math.sin(3.1 * i + k);
            }
            requests.add(Fixtures.request("meadow", references, Latents.of(z)));
        }
        List<byte[]> alone = new ArrayList<>();
        for (RenderRequest request : requests) {
            alone.add(runtime.render(request).image().rgba());
        }

        List<Callable<RenderedCandidate>> calls = new ArrayList<>();
        for (int repeat = 0; repeat < 3; repeat++) {
            requests.forEach(request -> calls.add(() -> runtime.render(request)));
        }
        List<Future<RenderedCandidate>> together = threads.invokeAll(calls);

        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i).get().image().rgba()).as("call %d", i).isEqualTo(alone.get(i % requests.size()));
        }
        assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
        references.forEach(PreparedReference::close);
    }

    @Test
    void aFreshRuntimeGivesTheSamePixels() throws Exception {
        List<PreparedReference> references = Fixtures.prepare(runtime, "studio");
        RenderedCandidate first = runtime.render(Fixtures.request("studio", references));
        references.forEach(PreparedReference::close);
        try (BundleRuntime other = Fixtures.runtime(1)) {
            List<PreparedReference> again = Fixtures.prepare(other, "studio");
            assertThat(other.render(Fixtures.request("studio", again)).image().rgba())
                    .isEqualTo(first.image().rgba());
            again.forEach(PreparedReference::close);
        }
    }

    @Test
    void aPhotoIsEncodedOnceHoweverManyAskAtTheSameTime() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ReferenceKey key = new ReferenceKey(Role.SUBJECT, "b".repeat(64), null);
        List<Future<EncodedReference>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(threads.submit(() -> {
                go.await();
                return runtime.encode(key, Lane.BATCH, () -> {
                    loads.incrementAndGet();
                    return subject();
                });
            }));
        }
        go.countDown();
        for (Future<EncodedReference> future : asked) {
            future.get(20, TimeUnit.SECONDS).close();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aFailedLoadIsThrownToItsCallerAndNotRemembered() {
        ReferenceKey key = new ReferenceKey(Role.SUBJECT, "c".repeat(64), null);
        assertThatThrownBy(() -> runtime.encode(key, Lane.BATCH, () -> {
                    throw new IllegalStateException("no pixels today");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no pixels today");
        try (EncodedReference encoded = runtime.encode(key, Lane.BATCH, BundleRuntimeTest::subject)) {
            assertThat(encoded.cutout().confidence()).isEqualTo(1.0);
        }
    }

    @Test
    void dropsTheLeastRecentlyUsedEncodingsButNeverOnesInUse() throws Exception {
        RuntimeOptions tight = new RuntimeOptions(1, null, 1, Duration.ofSeconds(5), Duration.ZERO);
        try (BundleRuntime small = BundleRuntime.load(Bundle.open(Fixtures.COMPOSITOR.resolve("1")), tight)) {
            EncodedReference inUse = small.encode(SUBJECT, Lane.BATCH, BundleRuntimeTest::subject);
            assertThat(small.statistics().encodingBytes()).isPositive();
            EncodedReference second = small.encode(
                    new ReferenceKey(Role.STYLE, "d".repeat(64), null), Lane.BATCH, BundleRuntimeTest::subject);
            second.close();
            AtomicInteger reloads = new AtomicInteger();
            small.encode(SUBJECT, Lane.BATCH, () -> {
                        reloads.incrementAndGet();
                        return subject();
                    })
                    .close();
            assertThat(reloads).hasValue(0);
            inUse.close();
            inUse.close();
            assertThat(small.statistics().encodingBytes()).isZero();
        }
    }

    @Test
    void aMaskReplacesTheCutOut() {
        Raster photo = Raster.filled(80, 60, 120, 130, 140, 255);
        byte[] white = new byte[40 * 30 * 4];
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                byte level = (byte) (x >= 10 && x < 30 && y >= 5 && y < 25 ? 255 : 0);
                int at = (y * 40 + x) * 4;
                white[at] = level;
                white[at + 1] = level;
                white[at + 2] = level;
                white[at + 3] = (byte) 255;
            }
        }
        ReferenceKey key = new ReferenceKey(Role.SUBJECT, "e".repeat(64), "f".repeat(64));
        try (EncodedReference encoded =
                runtime.encode(key, Lane.BATCH, () -> new ReferencePixels(photo, Raster.of(40, 30, white)))) {
            assertThat(encoded.cutout().kind()).isEqualTo(dev.refinery.contracts.event.Placement.Cutout.MASK);
            assertThat(encoded.cutout().box().x0()).isBetween(0.2, 0.3);
            assertThat(encoded.cutout().box().y1()).isBetween(0.78, 0.9);
        }
    }

    @Test
    void warmingUpRendersAPicture() {
        RenderedCandidate made = runtime.warmUp();
        assertThat(made.image().width()).isEqualTo(96);
        assertThat(made.placements()).hasSize(1);
        assertThat(made.deviceSeconds()).isPositive();
    }

    @Test
    void refusesLatentsOfAnotherLength() throws Exception {
        List<PreparedReference> references = Fixtures.prepare(runtime, "studio");
        RenderRequest request = Fixtures.request("studio", references, Latents.zero(3));
        assertThatThrownBy(() -> runtime.render(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("latents of length 3");
        references.forEach(PreparedReference::close);
    }

    @Test
    void aModuleErrorIsReportedAsOneAndTheRuntimeLivesOn() {
        Raster photo = Raster.filled(8, 8, 1, 2, 3, 255);
        assertThatThrownBy(() -> CompositorProbe.renderWithoutTensors(runtime))
                .isInstanceOf(RenderException.ModuleFailed.class);
        try (EncodedReference encoded = runtime.encode(
                new ReferenceKey(Role.STYLE, "9".repeat(64), null),
                Lane.BATCH,
                () -> new ReferencePixels(photo, null))) {
            assertThat(encoded.cutout().confidence()).isEqualTo(1.0);
        }
    }

    @Test
    void anOutOfMemoryErrorIsToldApart() {
        ai.djl.engine.EngineException raised = new ai.djl.engine.EngineException(
                "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory");
        assertThat(TorchModule.failure("render", raised)).isInstanceOf(RenderException.OutOfMemory.class);
        assertThat(TorchModule.failure("render", new ai.djl.engine.EngineException("shape mismatch")))
                .isInstanceOf(RenderException.ModuleFailed.class);
    }

    @Test
    void refusesWorkOnceClosed() throws Exception {
        BundleRuntime closed = Fixtures.runtime(1);
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.encode(SUBJECT, Lane.BATCH, BundleRuntimeTest::subject))
                .isInstanceOf(RenderException.Closed.class);
    }

    private static ReferencePixels subject() {
        byte[] rgba = new byte[64 * 64 * 4];
        for (int i = 0; i < 64 * 64; i++) {
            rgba[4 * i] = (byte) i;
            rgba[4 * i + 3] = (byte) (i % 64 > 12 && i % 64 < 50 ? 255 : 0);
        }
        return new ReferencePixels(Raster.of(64, 64, rgba), null);
    }
}
