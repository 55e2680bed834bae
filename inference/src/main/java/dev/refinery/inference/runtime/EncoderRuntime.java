package dev.refinery.inference.runtime;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.refinery.contracts.job.Lane;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.bundle.EncoderBundle;
import dev.refinery.inference.bundle.EncoderManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An encoder ready to turn pictures and texts into vectors of length 1. Thread-safe and deterministic: an embedding depends
 * on nothing but its picture or text and the bundle.
 *
 * <p>Close it before the JVM exits, as {@link BundleRuntime}; a shutdown hook does so otherwise.
 */
public final class EncoderRuntime implements AutoCloseable {
    private static final String HOOK = "refinery-encoder-drain";

    private final EncoderBundle bundle;
    private final TorchModule pictures;
    private final ComputeGate gate;
    private final NativeShutdown shutdown;
    private volatile @Nullable TextTower texts;

    private EncoderRuntime(EncoderBundle bundle, RuntimeOptions options, TorchModule pictures) {
        this.bundle = bundle;
        this.pictures = pictures;
        this.gate = new ComputeGate(options.parallelism());
        this.shutdown = NativeShutdown.of(gate, options, HOOK);
    }

    /**
     * Loads what embeds pictures; see {@link #loadTexts} for texts.
     *
     * @throws IOException when the engine cannot load the module
     */
    public static EncoderRuntime load(EncoderBundle bundle, RuntimeOptions options) throws IOException {
        TorchEngine.configure(options.nativeCache());
        TorchModule pictures =
                TorchModule.load(bundle.file(bundle.manifest().picture().module()));
        return new EncoderRuntime(bundle, options, pictures);
    }

    /**
     * Loads the text tower, which may be larger than the picture's, and the tokenizer. Once loaded, calling again does nothing.
     *
     * @throws IllegalStateException when the bundle knows no texts
     * @throws IOException when the engine cannot load the module or the tokenizer
     */
    public synchronized void loadTexts() throws IOException {
        EncoderManifest.Text text = bundle.manifest().text();
        if (text == null) {
            throw new IllegalStateException("encoder " + bundle.manifest().id() + " knows no texts");
        }
        if (texts == null) {
            TorchModule module = TorchModule.load(bundle.file(text.module()));
            try {
                texts = new TextTower(module, tokenizer(bundle.file(text.tokenizer()), text.length()), text.length());
            } catch (IOException | RuntimeException e) {
                module.close();
                throw e;
            }
        }
    }

    /** The library forgets the file's fixed length; what to pad with, and where, it takes from the file. */
    private static HuggingFaceTokenizer tokenizer(Path file, int length) throws IOException {
        return HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optTruncation(true)
                .optPadToMaxLength()
                .optMaxLength(length)
                .build();
    }

    public EncoderBundle bundle() {
        return bundle;
    }

    /**
     * Embeds pictures.
     *
     * @param head one of the manifest's heads
     * @param batch pictures of one size, not empty; alpha is ignored
     * @return one vector of length 1 for each picture
     */
    public List<float[]> embed(String head, List<Raster> batch) {
        int index = bundle.manifest().picture().heads().indexOf(head);
        if (index < 0) {
            throw new IllegalArgumentException("encoder " + bundle.manifest().id() + " has no head " + head + ", only "
                    + bundle.manifest().picture().heads());
        }
        byte[] rgb = rgb(batch);
        Shape shape = new Shape(
                batch.size(), batch.getFirst().height(), batch.getFirst().width(), 3);
        gate.enter(Lane.INTERACTIVE);
        try (PtNDManager scratch = pictures.sub();
                IValue pixels = IValue.from(TorchModule.bytes(scratch, rgb, shape));
                IValue which = IValue.from((long) index);
                IValue result = pictures.run("embed", pixels, which)) {
            return rows(result.toTensor(scratch), batch.size());
        } finally {
            gate.leave();
        }
    }

    /** Embeds a text; the vector has length 1. */
    public float[] embed(String text) {
        TextTower tower = texts();
        long[] tokens = tokens(text);
        gate.enter(Lane.INTERACTIVE);
        try (PtNDManager scratch = tower.module().sub();
                IValue ids = IValue.from(TorchModule.longs(scratch, tokens, new Shape(1, tokens.length)));
                IValue result = tower.module().run("embed", ids)) {
            return rows(result.toTensor(scratch), 1).getFirst();
        } finally {
            gate.leave();
        }
    }

    /** How well a text fits a picture: the cosine of their embeddings, [-1, 1]. */
    public double likeness(String text, Raster picture) {
        return cosine(
                embed(text),
                embed(bundle.manifest().picture().heads().getFirst(), List.of(picture))
                        .getFirst());
    }

    /** The cosine of two vectors of length 1. */
    public static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** Token ids, padded or cut to the length that the tokenizer's file says. */
    long[] tokens(String text) {
        TextTower tower = texts();
        long[] ids = tower.tokenizer().encode(text).getIds();
        if (ids.length != tower.length()) {
            throw new RenderException.ModuleFailed(
                    "the tokenizer gave " + ids.length + " tokens, the manifest says " + tower.length(), null);
        }
        return ids;
    }

    /** The picture as the network sees it before it becomes numbers, u8[3, size, size]. */
    byte[] resized(Raster picture) {
        Shape shape = new Shape(1, picture.height(), picture.width(), 3);
        gate.enter(Lane.INTERACTIVE);
        try (PtNDManager scratch = pictures.sub();
                IValue pixels = IValue.from(TorchModule.bytes(scratch, rgb(List.of(picture)), shape));
                IValue result = pictures.run("resized", pixels)) {
            return result.toTensor(scratch).toByteArray();
        } finally {
            gate.leave();
        }
    }

    private TextTower texts() {
        TextTower tower = texts;
        if (tower == null) {
            throw new IllegalStateException("encoder " + bundle.manifest().id() + " was loaded without texts");
        }
        return tower;
    }

    private List<float[]> rows(PtNDArray embeddings, int count) {
        int dimension = bundle.manifest().dimension();
        if (!embeddings.getShape().equals(new Shape(count, dimension))) {
            throw new RenderException.ModuleFailed(
                    "embed gave shape " + embeddings.getShape() + ", not " + new Shape(count, dimension), null);
        }
        float[] all = embeddings.toFloatArray();
        List<float[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(java.util.Arrays.copyOfRange(all, i * dimension, (i + 1) * dimension));
        }
        return rows;
    }

    private static byte[] rgb(List<Raster> batch) {
        int width = batch.getFirst().width();
        int height = batch.getFirst().height();
        byte[] rgb = new byte[Math.multiplyExact(batch.size(), Math.multiplyExact(3, width * height))];
        int to = 0;
        for (Raster picture : batch) {
            if (picture.width() != width || picture.height() != height) {
                throw new IllegalArgumentException("pictures of a batch must have one size");
            }
            byte[] rgba = picture.rgba();
            for (int from = 0; from < rgba.length; from += 4, to += 3) {
                rgb[to] = rgba[from];
                rgb[to + 1] = rgba[from + 1];
                rgb[to + 2] = rgba[from + 2];
            }
        }
        return rgb;
    }

    /** Refuses further calls and waits for those in progress, as {@link BundleRuntime#close}. Idempotent. */
    @Override
    public void close() {
        shutdown.close(() -> {
            pictures.close();
            TextTower tower = texts;
            if (tower != null) {
                tower.module().close();
                tower.tokenizer().close();
            }
        });
    }

    private record TextTower(TorchModule module, HuggingFaceTokenizer tokenizer, int length) {}
}
