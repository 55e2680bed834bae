package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.inference.AlphaMask;
import dev.refinery.inference.CutoutReport;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.RenderedPlacement;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleManifest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bundle ready to make candidates. Thread-safe and deterministic: a request's pixels depend on nothing but the request
 * and the bundle.
 *
 * <p>Close it before the JVM exits. A shutdown hook does so otherwise (see {@link RuntimeOptions#ownerGrace}), because a
 * native call that is running while the JVM unloads its libraries brings the process down.
 */
public final class BundleRuntime implements GeneratorRuntime {
    private static final String HOOK = "refinery-native-drain";

    private final Bundle bundle;
    private final CompositorModule module;
    private final ComputeGate gate;
    private final EncodingCache<ReferenceKey> encodings;
    private final LongAdder renders = new LongAdder();
    private final NativeShutdown shutdown;

    private BundleRuntime(Bundle bundle, CompositorModule module, RuntimeOptions options) {
        this.bundle = bundle;
        this.module = module;
        this.gate = new ComputeGate(options.parallelism());
        this.encodings = new EncodingCache<>(options.encodingBytes());
        this.shutdown = NativeShutdown.of(gate, options, HOOK);
    }

    /**
     * Loads the bundle's modules; the first call of a process also loads the native libraries (0.4 s, 2 s when they have
     * to be unpacked first).
     *
     * @throws IOException when the engine cannot load the bundle's modules
     */
    public static BundleRuntime load(Bundle bundle, RuntimeOptions options) throws IOException {
        TorchEngine.configure(options.nativeCache());
        return new BundleRuntime(bundle, CompositorModule.load(bundle), options);
    }

    public Bundle bundle() {
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

    @Override
    public EncodedReference encode(ReferenceKey key, Lane lane, Supplier<ReferencePixels> pixels) {
        return encodings.lease(key, () -> {
            ReferencePixels loaded = pixels.get();
            AlphaMask mask = maskOf(loaded);
            gate.enter(lane);
            try {
                return module.encode(key.role(), loaded.image(), mask);
            } finally {
                gate.leave();
            }
        });
    }

    @Override
    public RenderedCandidate render(RenderRequest request) {
        CompositorModule.Arguments arguments = arguments(request);
        CompositorModule.Picture picture;
        long nanos;
        gate.enter(request.lane());
        try {
            long start = System.nanoTime();
            picture = module.render(arguments);
            renders.increment();
            nanos = System.nanoTime() - start;
        } finally {
            gate.leave();
        }
        return new RenderedCandidate(
                opaque(picture.rgb(), request.width(), request.height()),
                placements(request, picture),
                nanos * 1e-9,
                1);
    }

    @Override
    public RenderedCandidate warmUp() {
        int side = 64;
        byte[] rgba = new byte[side * side * 4];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = (y * side + x) * 4;
                boolean inside = x > 16 && x < 48 && y > 12 && y < 56;
                rgba[at] = (byte) (2 * x);
                rgba[at + 1] = (byte) (3 * y);
                rgba[at + 2] = (byte) 96;
                rgba[at + 3] = (byte) (inside ? 255 : 0);
            }
        }
        String digest = "0".repeat(64);
        Reference reference = new Reference(
                "warm-up",
                Role.SUBJECT,
                new dev.refinery.contracts.job.ImageRef("none", "none", digest, "image/png", side, side),
                null,
                1.0,
                null,
                null);
        OutputSpec output = new OutputSpec(1, 96, 96, dev.refinery.contracts.job.ImageFormat.PNG, null, null);
        try (EncodedReference encoded = encode(
                ReferenceKey.of(reference),
                Lane.INTERACTIVE,
                () -> new ReferencePixels(Raster.of(side, side, rgba), null))) {
            return render(new RenderRequest(
                    dev.refinery.inference.Latents.zero(bundle.latents().length()),
                    java.util.Map.of(),
                    List.of(new PreparedReference(reference, encoded)),
                    output,
                    96,
                    96,
                    Lane.INTERACTIVE));
        }
    }

    private CompositorModule.Arguments arguments(RenderRequest request) {
        BundleManifest manifest = bundle.manifest();
        if (request.latents().length() != manifest.latents().length()) {
            throw new IllegalArgumentException(
                    "latents of length " + request.latents().length() + ", the bundle has "
                            + manifest.latents().length());
        }
        int max = manifest.sizes().max();
        if (request.width() < 16 || request.height() < 16 || request.width() > max || request.height() > max) {
            throw new IllegalArgumentException("size " + request.width() + "x" + request.height()
                    + " is outside what the bundle renders (16 to " + max + ")");
        }
        int count = request.references().size();
        float[] guidance = new float[count];
        float[] attributes = new float[4 * count];
        List<Role> roles = new ArrayList<>();
        List<PtNDArray> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PreparedReference prepared = request.references().get(i);
            Reference reference = prepared.reference();
            Double wanted = request.guidance().get(reference.name());
            guidance[i] = wanted == null ? 0f : (float) manifest.guidance().clamp(wanted);
            Double height = reference.heightCm();
            attributes[4 * i] = height == null ? 0f : (float) (height / 100);
            attributes[4 * i + 1] = (float) reference.weight();
            roles.add(reference.role());
            if (!(prepared.encoded() instanceof EncodingCache.Lease lease)) {
                throw new IllegalArgumentException("reference " + reference.name() + " was encoded elsewhere");
            }
            tensors.addAll(Arrays.asList(lease.tensors().tensors()));
        }
        return new CompositorModule.Arguments(
                request.latents().toArray(),
                guidance,
                roles,
                attributes,
                tensors.toArray(PtNDArray[]::new),
                request.width(),
                request.height(),
                RenderOptions.of(request.output()));
    }

    private static List<RenderedPlacement> placements(RenderRequest request, CompositorModule.Picture picture) {
        int width = request.width();
        int height = request.height();
        List<RenderedPlacement> placements = new ArrayList<>();
        for (int i = 0; i < request.references().size(); i++) {
            PreparedReference prepared = request.references().get(i);
            boolean placed = picture.layout(i, 2) > picture.layout(i, 0) && picture.layout(i, 3) > picture.layout(i, 1);
            if (prepared.reference().role() != Role.SUBJECT || !placed) {
                continue;
            }
            byte[] mask = Arrays.copyOfRange(picture.masks(), i * width * height, (i + 1) * width * height);
            CutoutReport cutout = prepared.encoded().cutout();
            placements.add(new RenderedPlacement(
                    prepared.reference().name(),
                    cutout,
                    new Placement.Box(
                            picture.layout(i, 0), picture.layout(i, 1), picture.layout(i, 2), picture.layout(i, 3)),
                    picture.layout(i, 7) > 0.5f,
                    picture.layout(i, 8),
                    Math.max(0, Math.min(1, picture.layout(i, 4))),
                    picture.layout(i, 5),
                    Math.round(picture.layout(i, 9)),
                    new AlphaMask(width, height, mask)));
        }
        return placements;
    }

    private static Raster opaque(byte[] rgb, int width, int height) {
        byte[] rgba = new byte[width * height * 4];
        for (int from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = (byte) 255;
        }
        return Raster.of(width, height, rgba);
    }

    /** A mask's lightness times its alpha, at the image's size. */
    private static @Nullable AlphaMask maskOf(ReferencePixels pixels) {
        Raster mask = pixels.mask();
        if (mask == null) {
            return null;
        }
        int width = pixels.image().width();
        int height = pixels.image().height();
        Raster fitted = mask.width() == width && mask.height() == height ? mask : Resampler.resize(mask, width, height);
        byte[] rgba = fitted.rgba();
        byte[] alpha = new byte[width * height];
        for (int i = 0; i < alpha.length; i++) {
            int r = rgba[4 * i] & 255;
            int g = rgba[4 * i + 1] & 255;
            int b = rgba[4 * i + 2] & 255;
            int a = rgba[4 * i + 3] & 255;
            alpha[i] = (byte) ((r + g + b) * a / (3 * 255));
        }
        return new AlphaMask(width, height, alpha);
    }

    @Override
    public Duration stalled() {
        return gate.stalled();
    }

    @Override
    public RuntimeStatistics statistics() {
        EncodingCache.Statistics references = encodings.statistics();
        long made = renders.sum();
        return new RuntimeStatistics(
                gate.running(), references.bytes(), references.hits(), references.misses(), 0, 0, made, made);
    }

    /**
     * Refuses further calls and waits for those in progress, at most {@link RuntimeOptions#drain}. Idempotent. Native
     * memory is left to the process's end when a call did not finish in time.
     */
    @Override
    public void close() {
        shutdown.close(module::close);
    }
}
