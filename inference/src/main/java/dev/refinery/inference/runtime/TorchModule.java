package dev.refinery.inference.runtime;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.refinery.inference.RenderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One TorchScript file in memory. Callers put every call's tensors under one {@link #sub} manager and close it. Thread-safe;
 * does not limit how many calls run at a time.
 */
final class TorchModule implements AutoCloseable {
    private final Model model;
    private final PtSymbolBlock block;
    private final PtNDManager manager;

    private TorchModule(Model model) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.manager = (PtNDManager) model.getNDManager();
    }

    /** @throws IOException when the file is not a TorchScript module of this engine */
    static TorchModule load(Path file) throws IOException {
        return load(file, Device.cpu());
    }

    /** @throws IOException when the file is not a TorchScript module of this engine, or the device is not there */
    static TorchModule load(Path file, Device device) throws IOException {
        String stem = String.valueOf(file.getFileName()).replaceFirst("\\.pt$", "");
        Model model = Model.newInstance(stem, device, TorchEngine.NAME);
        try {
            model.load(file.getParent(), stem);
            JniUtils.enableInferenceMode((PtSymbolBlock) model.getBlock());
            return new TorchModule(model);
        } catch (MalformedModelException | EngineException e) {
            model.close();
            throw new IOException("cannot load " + file, e);
        }
    }

    IValue run(String method, IValue... arguments) {
        JniUtils.setGraphExecutorOptimize(Boolean.getBoolean("ai.djl.pytorch.graph_optimizer"));
        try {
            return IValueUtils.runMethod(block, method, arguments);
        } catch (EngineException e) {
            throw failure(method, e);
        }
    }

    /** libtorch tells its failures apart by text only; this is the one place that reads it. */
    static RenderException failure(String method, EngineException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("out of memory")
                || text.contains("can't allocate memory")
                || text.contains("not enough memory")
                || text.contains("bad_alloc")) {
            return new RenderException.OutOfMemory(method + " ran out of memory", e);
        }
        return new RenderException.ModuleFailed(method + " failed: " + lastLine(e.getMessage()), e);
    }

    private static String lastLine(@Nullable String text) {
        String[] lines = String.valueOf(text).strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    /** On the module's device. */
    PtNDManager sub() {
        return manager.newSubManager(manager.getDevice());
    }

    /** In the machine's memory, wherever the module is. */
    PtNDManager subOnCpu() {
        return manager.newSubManager(Device.cpu());
    }

    static PtNDArray bytes(PtNDManager owner, byte[] values, Shape shape) {
        return owner.create(ByteBuffer.wrap(values), shape, DataType.UINT8);
    }

    static PtNDArray floats(PtNDManager owner, float[] values, Shape shape) {
        return (PtNDArray) owner.create(values, shape);
    }

    static PtNDArray longs(PtNDManager owner, long[] values, Shape shape) {
        return (PtNDArray) owner.create(values, shape);
    }

    @Override
    public void close() {
        model.close();
    }
}
