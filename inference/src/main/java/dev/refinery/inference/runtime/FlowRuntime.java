package dev.refinery.inference.runtime;

import ai.djl.Device;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A flow model ready to make candidates. Thread-safe; on a CPU a request's pixels depend on nothing but the request and the
 * bundle. Masks of references are not used, and no placements are reported: the model says nothing of where it put what.
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
    private final EncodingCache encodings;
    private final NativeShutdown shutdown;

    private FlowRuntime(FlowBundle bundle, FlowModules modules, RuntimeOptions options, int atATime) {
        this.bundle = bundle;
        this.modules = modules;
        this.pipeline = new FlowPipeline(modules, bundle.manifest());
        this.gate = new ComputeGate(atATime);
        this.encodings = new EncodingCache(options.encodingBytes());
        this.shutdown = NativeShutdown.of(gate, options, HOOK);
    }

    /**
     * Loads the bundle's modules onto the options' device; a GPU makes one picture at a time.
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
            gate.enter(lane);
            try {
                return encoded(photo);
            } finally {
                gate.leave();
            }
        });
    }

    private EncodedTensors encoded(Raster photo) {
        PtNDManager kept = modules.scratch();
        try {
            return pipeline.dialect().reference(kept, photo).kept(kept);
        } catch (RuntimeException e) {
            kept.close();
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
        gate.enter(request.lane());
        try {
            return rendered(request, grid);
        } finally {
            gate.leave();
        }
    }

    private RenderedCandidate rendered(RenderRequest request, TokenGrid grid) {
        FlowManifest manifest = bundle.manifest();
        FlowInputs inputs = request.flow();
        FlowInputs.Start start = inputs.start();
        long began = System.nanoTime();
        FlowSchedule whole = FlowSchedule.of(manifest.schedule(), grid.tokens());
        FlowPipeline.Walk walk = new FlowPipeline.Walk(
                List.of(inputs.prompt()),
                references(request.references()),
                emphasis(request),
                scale(inputs.controls()),
                grid,
                start == null ? whole : whole.from(start.level()),
                FlowSampler.of(manifest.sampler()));
        float[] noise = request.latents().toArray();
        float[] x = start == null ? noise : begun(start, noise, grid);
        FlowPipeline.Arrived arrived = pipeline.walk(walk, x, inputs.noise(), () -> stopped(inputs));
        byte[] rgb = modules.picture(arrived.tokens(), grid);
        double seconds = (System.nanoTime() - began) * 1e-9;
        return new RenderedCandidate(
                cut(rgb, grid, request.width(), request.height()), List.of(), seconds, arrived.evaluations());
    }

    private boolean stopped(FlowInputs inputs) {
        if (gate.closed()) {
            throw new RenderException.Closed("the runtime is closed");
        }
        return inputs.canceled().getAsBoolean();
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

    private static List<FlowReference> references(List<PreparedReference> prepared) {
        List<FlowReference> references = new ArrayList<>();
        for (PreparedReference one : prepared) {
            if (!(one.encoded() instanceof EncodingCache.Lease lease)) {
                throw new IllegalArgumentException(
                        "reference " + one.reference().name() + " was encoded elsewhere");
            }
            references.add(FlowReference.of(lease.tensors()));
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
    private float[] begun(FlowInputs.Start start, float[] noise, TokenGrid grid) {
        int stride = bundle.manifest().grid().stride();
        PhotoWindow window = PhotoWindow.stretched(grid.columns() * stride, grid.rows() * stride);
        try (PtNDManager scratch = modules.scratch()) {
            float[] clean =
                    modules.reference(scratch, start.picture(), window).tokens().toFloatArray();
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
                    new FlowInputs("warm-up", Map.of(), null, (step, out) -> {}, () -> false)));
        }
    }

    /** For tests: the stages one by one. */
    FlowModules modules() {
        return modules;
    }

    FlowPipeline pipeline() {
        return pipeline;
    }

    static List<FlowReference> unwrapped(Collection<EncodedReference> encoded) {
        return encoded.stream()
                .map(one -> FlowReference.of(((EncodingCache.Lease) one).tensors()))
                .toList();
    }

    @Override
    public int running() {
        return gate.running();
    }

    @Override
    public long encodingBytes() {
        return encodings.statistics().bytes();
    }

    @Override
    public long encodingHits() {
        return encodings.statistics().hits();
    }

    @Override
    public long encodingMisses() {
        return encodings.statistics().misses();
    }

    /** Refuses further calls and waits for those in progress, as {@link BundleRuntime#close}. Idempotent. */
    @Override
    public void close() {
        shutdown.close(modules::close);
    }
}
