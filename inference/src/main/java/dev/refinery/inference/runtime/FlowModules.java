package dev.refinery.inference.runtime;

import ai.djl.Device;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.TokenGrid;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The TorchScript contract of kind {@code flow} (docs/flow-bundles.md). What a call gives belongs to the manager that the
 * caller hands in; all else is freed. Thread-safe; does not limit how many calls run at a time.
 */
final class FlowModules implements AutoCloseable {
    private final FlowManifest manifest;
    private final HuggingFaceTokenizer tokenizer;
    private final TorchModule text;
    private final TorchModule transformer;
    private final TorchModule vae;

    private FlowModules(
            FlowManifest manifest, HuggingFaceTokenizer tokenizer, Map<FlowManifest.Part, TorchModule> loaded) {
        this.manifest = manifest;
        this.tokenizer = tokenizer;
        this.text = part(loaded, FlowManifest.Part.TEXT);
        this.transformer = part(loaded, FlowManifest.Part.TRANSFORMER);
        this.vae = part(loaded, FlowManifest.Part.VAE);
    }

    /** @throws IOException when a file cannot be loaded */
    static FlowModules load(FlowBundle bundle, Device device) throws IOException {
        Map<FlowManifest.Part, TorchModule> loaded = new EnumMap<>(FlowManifest.Part.class);
        try {
            for (FlowManifest.Part part : FlowManifest.Part.values()) {
                loaded.put(part, TorchModule.load(bundle.module(part), device));
            }
            return new FlowModules(bundle.manifest(), tokenizer(bundle), loaded);
        } catch (IOException | RuntimeException e) {
            loaded.values().forEach(TorchModule::close);
            throw e;
        }
    }

    private static HuggingFaceTokenizer tokenizer(FlowBundle bundle) throws IOException {
        HuggingFaceTokenizer.Builder builder = HuggingFaceTokenizer.builder().optTokenizerPath(bundle.tokenizer());
        Integer length = bundle.manifest().text().length();
        if (length == null) {
            return builder.optTruncation(false).optPadding(false).build();
        }
        return builder.optTruncation(true)
                .optPadToMaxLength()
                .optMaxLength(length)
                .build();
    }

    private static TorchModule part(Map<FlowManifest.Part, TorchModule> loaded, FlowManifest.Part part) {
        return Objects.requireNonNull(loaded.get(part));
    }

    /** On the device. */
    PtNDManager scratch() {
        return transformer.sub();
    }

    /** Token ids of a text as it stands. */
    long[] ids(String text) {
        return tokenizer.encode(text).getIds();
    }

    /** Token ids of a prompt, with what the manifest puts around it, padded or cut to the manifest's length. */
    long[] tokens(String prompt) {
        return encoding(prompt).getIds();
    }

    private Encoding encoding(String prompt) {
        Encoding encoding = tokenizer.encode(
                manifest.text().prefix() + prompt + manifest.text().suffix());
        int length = length();
        if (encoding.getIds().length != length) {
            throw new RenderException.ModuleFailed(
                    "the tokenizer gave " + encoding.getIds().length + " tokens, the manifest says " + length, null);
        }
        return encoding;
    }

    private int length() {
        return Objects.requireNonNull(manifest.text().length());
    }

    /** A prompt of the manifest's length as f32[1, length, D]. */
    PtNDArray conditions(PtNDManager owner, String prompt) {
        Encoding encoding = encoding(prompt);
        Shape shape = new Shape(1, length());
        try (PtNDManager scratch = text.sub();
                IValue ids = IValue.from(TorchModule.longs(scratch, encoding.getIds(), shape));
                IValue mask = IValue.from(TorchModule.longs(scratch, encoding.getAttentionMask(), shape));
                IValue result = text.run("encode", ids, mask)) {
            return result.toTensor(owner);
        }
    }

    /**
     * A prompt that shows pictures as f32[1, L, D].
     *
     * @param positions i64[3, ids]
     * @param looks f32[V, D], of all pictures in a row
     */
    PtNDArray conditions(PtNDManager owner, long[] ids, PtNDArray positions, PtNDArray looks) {
        try (PtNDManager scratch = text.sub();
                IValue idsValue = IValue.from(TorchModule.longs(scratch, ids, new Shape(1, ids.length)));
                IValue positionsValue = IValue.from(positions);
                IValue looksValue = IValue.from(looks);
                IValue result = text.run("encode", idsValue, positionsValue, looksValue)) {
            return result.toTensor(owner);
        }
    }

    /** What the text encoder sees of a photo's window, f32[rows, columns, D]. */
    PtNDArray look(PtNDManager owner, Raster photo, PhotoWindow window) {
        byte[] rgb = window(photo, window);
        try (PtNDManager scratch = text.subOnCpu();
                IValue pixels =
                        IValue.from(TorchModule.bytes(scratch, rgb, new Shape(1, window.rows(), window.columns(), 3)));
                IValue result = text.run("look", pixels)) {
            return result.toTensor(owner);
        }
    }

    /** A photo's window as tokens. */
    FlowReference reference(PtNDManager owner, Role role, Raster photo, PhotoWindow window) {
        int stride = manifest.grid().stride();
        return new FlowReference(
                role,
                encode(owner, window(photo, window), window),
                new TokenGrid(window.rows() / stride, window.columns() / stride),
                null);
    }

    /** A photo's window as RGB bytes, row by row. */
    byte[] window(Raster photo, PhotoWindow window) {
        try (PtNDManager scratch = vae.subOnCpu();
                IValue pixels = IValue.from(
                        TorchModule.bytes(scratch, rgb(photo), new Shape(1, photo.height(), photo.width(), 3)));
                IValue height = IValue.from((long) window.height());
                IValue width = IValue.from((long) window.width());
                IValue top = IValue.from((long) window.top());
                IValue left = IValue.from((long) window.left());
                IValue rows = IValue.from((long) window.rows());
                IValue columns = IValue.from((long) window.columns());
                IValue result = vae.run("window", pixels, height, width, top, left, rows, columns)) {
            return result.toTensor(scratch).toByteArray();
        }
    }

    /** Tokens f32[rows * columns, C] of a window whose sides are multiples of the stride. */
    PtNDArray encode(PtNDManager owner, byte[] rgb, PhotoWindow window) {
        try (PtNDManager scratch = vae.sub();
                IValue pixels =
                        IValue.from(TorchModule.bytes(scratch, rgb, new Shape(1, window.rows(), window.columns(), 3)));
                IValue result = vae.run("encode", pixels)) {
            PtNDArray tokens = result.toTensor(owner);
            int stride = manifest.grid().stride();
            expect(
                    tokens,
                    new Shape(
                            (long) window.rows() / stride * (window.columns() / stride),
                            manifest.grid().channels()),
                    "encode");
            return tokens;
        }
    }

    /**
     * Velocities at latents f32[B, S, C].
     *
     * @param references f32[B, R, C], or f32[1, R, C] for all
     * @param sigmas noise level of each row
     * @param conditions f32[B, L, D], or f32[1, L, D] for all
     * @param positions i64[S + R, A], of latents and references
     */
    float[] velocity(
            PtNDArray latents,
            PtNDArray references,
            float[] sigmas,
            PtNDArray conditions,
            PtNDArray positions,
            PtNDArray textPositions) {
        try (PtNDManager scratch = transformer.sub();
                IValue latentsValue = IValue.from(latents);
                IValue referencesValue = IValue.from(references);
                IValue sigmaValue = IValue.from(TorchModule.floats(scratch, sigmas, new Shape(sigmas.length)));
                IValue textValue = IValue.from(conditions);
                IValue positionsValue = IValue.from(positions);
                IValue textPositionsValue = IValue.from(textPositions);
                IValue result = transformer.run(
                        "velocity",
                        latentsValue,
                        referencesValue,
                        sigmaValue,
                        textValue,
                        positionsValue,
                        textPositionsValue)) {
            PtNDArray velocity = result.toTensor(scratch);
            expect(velocity, latents.getShape(), "velocity");
            return velocity.toFloatArray();
        }
    }

    /** Pictures of tokens [B, S, C]: RGB bytes, one picture after the other. */
    byte[] picture(float[] tokens, TokenGrid grid) {
        try (PtNDManager scratch = vae.sub()) {
            return decoded("picture", scratch, tokens, grid).toByteArray();
        }
    }

    /** As {@link #picture}, before rounding: f32[B, 3, H, W] in [0, 1]. */
    float[] decode(float[] tokens, TokenGrid grid) {
        try (PtNDManager scratch = vae.sub()) {
            return decoded("decode", scratch, tokens, grid).toFloatArray();
        }
    }

    private PtNDArray decoded(String method, PtNDManager scratch, float[] tokens, TokenGrid grid) {
        int channels = manifest.grid().channels();
        Shape shape = new Shape(tokens.length / ((long) grid.tokens() * channels), grid.tokens(), channels);
        try (IValue latents = IValue.from(TorchModule.floats(scratch, tokens, shape));
                IValue rows = IValue.from((long) grid.rows());
                IValue columns = IValue.from((long) grid.columns());
                IValue result = vae.run(method, latents, rows, columns)) {
            return result.toTensor(scratch);
        }
    }

    private static void expect(PtNDArray tensor, Shape shape, String method) {
        if (!tensor.getShape().equals(shape)) {
            throw new RenderException.ModuleFailed(
                    method + " gave shape " + tensor.getShape() + ", not " + shape, null);
        }
    }

    /** Transparent pixels are shown as the colours beneath them, as the public processors do it. */
    private static byte[] rgb(Raster picture) {
        byte[] rgba = picture.rgba();
        byte[] rgb = new byte[rgba.length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }
        return rgb;
    }

    @Override
    public void close() {
        text.close();
        transformer.close();
        vae.close();
        tokenizer.close();
    }
}
