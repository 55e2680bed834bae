package dev.refinery.inference.runtime;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
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
import dev.refinery.inference.RenderException;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.FlowSampler;
import dev.refinery.inference.flow.FlowSchedule;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.TokenGrid;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A flow model ready to make candidates. Thread-safe; renders that run at the same time share network calls, and take their
 * steps together. On a CPU a request's pixels depend on nothing but the request and the bundle, up to one grey level of what
 * shared its calls. Masks of references are not used, and no placements are reported: the model says nothing of where it put what.
 *
 * <p>Close it before the JVM exits, as {@link BundleRuntime}; a shutdown hook does so otherwise. A render in progress stops
 * before its next step.
 */
public final class FlowRuntime implements GeneratorRuntime {
    /** The one control: the scale of classifier-free guidance. */
    public static final String GUIDANCE_SCALE = "guidance_scale";

    private static final double LARGEST_SCALE = 30;
    private static final int LONGEST_ASPECT = 8;
    private static final String HOOK = "refinery-flow-drain";

    private final FlowBundle bundle;
    private final FlowModules modules;
    private final FlowPipeline pipeline;
    private final ComputeGate gate;
    private final EncodingCache<ReferenceKey> encodings;
    private final EncodingCache<PromptKey> prompts;
    private final StepEngine<FlowRide> engine;
    private final NativeShutdown shutdown;

    private FlowRuntime(FlowBundle bundle, FlowModules modules, RuntimeOptions options, int atATime) {
        this.bundle = bundle;
        this.modules = modules;
        this.pipeline = new FlowPipeline(modules, bundle.manifest());
        this.gate = new ComputeGate(atATime);
        long forPrompts = options.encodingBytes() / 4;
        this.encodings = new EncodingCache<>(options.encodingBytes() - forPrompts);
        this.prompts = new EncodingCache<>(forPrompts);
        this.engine = new StepEngine<>(
                "refinery-" + bundle.manifest().name(),
                atATime,
                options.batch(),
                gate,
                new FlowNetwork(pipeline, modules, gate));
        this.shutdown = NativeShutdown.of(gate, options, HOOK);
    }

    /**
     * Loads the bundle's modules onto the options' device. A GPU takes one call at a time, with as many pictures as have come.
     *
     * @throws IOException when the engine cannot load them there
     */
    public static FlowRuntime load(FlowBundle bundle, RuntimeOptions options) throws IOException {
        TorchEngine.configure(options.nativeCache());
        Device device = Device.fromName(options.device());
        return new FlowRuntime(
                bundle, FlowModules.load(bundle, device), options, device.isGpu() ? 1 : options.parallelism());
    }

    public FlowBundle bundle() {
        return bundle;
    }

    @Override
    public String model() {
        return bundle.manifest().id();
    }

    @Override
    public String digest() {
        return bundle.digest();
    }

    /** How many numbers of noise a picture of this size takes. */
    public int latentLength(int width, int height) {
        FlowManifest.Grid grid = bundle.manifest().grid();
        return TokenGrid.covering(width, height, grid.stride()).tokens() * grid.channels();
    }

    @Override
    public EncodedReference encode(ReferenceKey key, Lane lane, Supplier<ReferencePixels> pixels) {
        return encodings.lease(key, () -> {
            Raster photo = pixels.get().image();
            checkSize(photo);
            return inside(
                    lane,
                    () -> kept(owner -> pipeline.dialect()
                            .reference(owner, key.role(), photo)
                            .kept(owner)));
        });
    }

    /** @param make what it gives takes over the manager */
    private EncodedTensors kept(Function<PtNDManager, EncodedTensors> make) {
        PtNDManager owner = modules.scratch();
        try {
            return make.apply(owner);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private void checkSize(Raster photo) {
        int least = bundle.manifest().references().least();
        int shorter = Math.min(photo.width(), photo.height());
        int longer = Math.max(photo.width(), photo.height());
        if (shorter < least || longer > (long) LONGEST_ASPECT * shorter) {
            throw new RenderException.UnsuitableReference("a photo of " + photo.width() + " x " + photo.height()
                    + " pixels: model " + model() + " takes sides from " + least + " pixels and at most "
                    + LONGEST_ASPECT
                    + " to 1");
        }
    }

    @Override
    public RenderedCandidate render(RenderRequest request) {
        TokenGrid grid = TokenGrid.covering(
                request.width(), request.height(), bundle.manifest().grid().stride());
        check(request, grid);
        FlowWalk.Plan plan = inside(request.lane(), () -> plan(request, grid));
        try (EncodingCache.Lease prompt = prompt(request, plan, request.flow().prompt());
                EncodingCache.@Nullable Lease away = plan.scale() > 1 ? prompt(request, plan, negative()) : null;
                FlowRide ride = begun(request, plan, prompt, away)) {
            engine.run(ride);
            return new RenderedCandidate(
                    cut(ride.rgb(), grid, request.width(), request.height()),
                    List.of(),
                    ride.seconds(),
                    ride.walk().evaluations());
        }
    }

    private FlowWalk.Plan plan(RenderRequest request, TokenGrid grid) {
        FlowManifest manifest = bundle.manifest();
        FlowInputs.Start start = request.flow().start();
        FlowSchedule whole = FlowSchedule.of(manifest.schedule(), grid.tokens());
        return new FlowWalk.Plan(
                references(request.references()),
                emphasis(request),
                scale(request.flow().controls()),
                grid,
                start == null ? whole : whole.from(start.level()),
                FlowSampler.of(manifest.sampler()),
                request.flow().noise());
    }

    private EncodingCache.Lease prompt(RenderRequest request, FlowWalk.Plan plan, String text) {
        List<ReferenceKey> looked = pipeline.dialect().looks()
                ? request.references().stream()
                        .map(one -> ReferenceKey.of(one.reference()))
                        .toList()
                : List.of();
        return prompts.lease(
                new PromptKey(text, looked),
                () -> inside(
                        request.lane(),
                        () -> kept(owner -> new EncodedTensors(
                                owner,
                                new PtNDArray[] {pipeline.dialect().conditions(owner, text, plan.references())}))));
    }

    /** What guidance leads away from. */
    String negative() {
        String away = bundle.manifest().text().negative();
        return away == null ? "" : away;
    }

    private FlowRide begun(
            RenderRequest request, FlowWalk.Plan plan, EncodingCache.Lease prompt, EncodingCache.@Nullable Lease away) {
        return inside(request.lane(), () -> {
            long began = System.nanoTime();
            FlowInputs.Start start = request.flow().start();
            float[] noise = request.latents().toArray();
            float[] x = start == null ? noise : noised(start, noise, plan.grid());
            FlowWalk walk = pipeline.begin(plan, x, conditions(prompt), away == null ? null : conditions(away));
            return new FlowRide(request, walk, System.nanoTime() - began);
        });
    }

    private static PtNDArray conditions(EncodingCache.Lease prompt) {
        return prompt.tensors().tensors()[0];
    }

    /** For what is called on the caller's thread, between the engine's steps. */
    private <T> T inside(Lane lane, Supplier<T> work) {
        gate.enter(lane);
        try {
            return work.get();
        } finally {
            gate.leave();
        }
    }

    private void check(RenderRequest request, TokenGrid grid) {
        FlowManifest manifest = bundle.manifest();
        int least = manifest.sizes().min();
        int most = manifest.sizes().max();
        int shorter = Math.min(request.width(), request.height());
        if (shorter < least || Math.max(request.width(), request.height()) > most) {
            throw new IllegalArgumentException("size " + request.width() + "x" + request.height()
                    + " is outside what model " + model() + " makes (" + least + " to " + most + ")");
        }
        int wanted = grid.tokens() * manifest.grid().channels();
        if (request.latents().length() != wanted) {
            throw new IllegalArgumentException(
                    "latents of length " + request.latents().length() + ", a picture of this size takes " + wanted);
        }
        if (request.references().size() > manifest.maxReferences()) {
            throw new IllegalArgumentException("model " + model() + " takes at most " + manifest.maxReferences()
                    + " references, not " + request.references().size());
        }
    }

    /** What a prompt's encoding depends on. */
    private record PromptKey(String prompt, List<ReferenceKey> looked) {}

    private static List<FlowReference> references(List<PreparedReference> prepared) {
        List<FlowReference> references = new ArrayList<>();
        for (PreparedReference one : prepared) {
            if (!(one.encoded() instanceof EncodingCache.Lease lease)) {
                throw new IllegalArgumentException(
                        "reference " + one.reference().name() + " was encoded elsewhere");
            }
            references.add(FlowReference.of(one.reference().role(), lease.tensors()));
        }
        return references;
    }

    private List<Double> emphasis(RenderRequest request) {
        return request.references().stream()
                .map(one -> bundle.manifest()
                        .guidance()
                        .clamp(request.guidance().getOrDefault(one.reference().name(), 0.0)))
                .toList();
    }

    /** A bundle whose own scale is 1 was distilled to need none: the control does nothing there. */
    private double scale(Map<String, Double> controls) {
        double own = bundle.manifest().guidanceScale();
        Double wanted = controls.get(GUIDANCE_SCALE);
        return wanted == null || own == 1 ? own : Math.max(1, Math.min(LARGEST_SCALE, wanted));
    }

    /** The start's picture at its noise level; one of another size is stretched to the grid. */
    private float[] noised(FlowInputs.Start start, float[] noise, TokenGrid grid) {
        int stride = bundle.manifest().grid().stride();
        PhotoWindow window = PhotoWindow.stretched(grid.columns() * stride, grid.rows() * stride);
        try (PtNDManager scratch = modules.scratch()) {
            float[] clean = modules.encode(scratch, modules.window(start.picture(), window), window)
                    .toFloatArray();
            return FlowSampler.noised(clean, noise, (float) start.level());
        }
    }

    /** The centre of a picture whose sides are whole tokens. */
    private Raster cut(byte[] rgb, TokenGrid grid, int width, int height) {
        int stride = bundle.manifest().grid().stride();
        int full = grid.columns() * stride;
        int left = (full - width) / 2;
        int top = (grid.rows() * stride - height) / 2;
        byte[] rgba = new byte[4 * width * height];
        int to = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++, to += 4) {
                int from = 3 * (y * full + x);
                rgba[to] = rgb[from];
                rgba[to + 1] = rgb[from + 1];
                rgba[to + 2] = rgb[from + 2];
                rgba[to + 3] = (byte) 255;
            }
        }
        return Raster.of(width, height, rgba);
    }

    @Override
    public RenderedCandidate warmUp() {
        int side = Math.max(
                bundle.manifest().sizes().min(), bundle.manifest().references().least());
        Raster grey = Raster.filled(side, side, 128, 128, 128, 255);
        Reference reference = new Reference(
                "warm-up",
                Role.SUBJECT,
                new ImageRef("none", "none", "0".repeat(64), "image/png", side, side),
                null,
                1.0,
                null,
                null);
        try (EncodedReference encoded =
                encode(ReferenceKey.of(reference), Lane.INTERACTIVE, () -> new ReferencePixels(grey, null))) {
            return render(new RenderRequest(
                    Latents.zero(latentLength(side, side)),
                    Map.of(),
                    List.of(new PreparedReference(reference, encoded)),
                    new OutputSpec(1, side, side, ImageFormat.PNG, null, null),
                    side,
                    side,
                    Lane.INTERACTIVE,
                    new FlowInputs("warm-up", Map.of(), null, (step, out) -> {}, () -> false, true)));
        }
    }

    /** For tests: the stages one by one. */
    FlowModules modules() {
        return modules;
    }

    FlowPipeline pipeline() {
        return pipeline;
    }

    /** All of one role. */
    static List<FlowReference> unwrapped(Role role, Collection<EncodedReference> encoded) {
        return encoded.stream()
                .map(one -> FlowReference.of(role, ((EncodingCache.Lease) one).tensors()))
                .toList();
    }

    @Override
    public Duration stalled() {
        return gate.stalled();
    }

    @Override
    public RuntimeStatistics statistics() {
        EncodingCache.Statistics references = encodings.statistics();
        EncodingCache.Statistics texts = prompts.statistics();
        return new RuntimeStatistics(
                gate.running(),
                references.bytes() + texts.bytes(),
                references.hits(),
                references.misses(),
                texts.hits(),
                texts.misses(),
                pipeline.calls(),
                pipeline.rows());
    }

    /** Refuses further calls and waits for those in progress, as {@link BundleRuntime#close}. Idempotent. */
    @Override
    public void close() {
        engine.close();
        shutdown.close(modules::close);
    }
}
