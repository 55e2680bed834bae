package dev.refinery.inference.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.event.Placement;
import dev.refinery.inference.CutoutReport;

/** One reference's tensors in native memory. Read-only once made; freed by {@link #free}, which the cache calls. */
final class EncodedTensors {
    private static final CutoutReport NO_CUTOUT =
            new CutoutReport(1, new Placement.Box(0, 0, 1, 1), Placement.Cutout.NONE);

    private final PtNDManager manager;
    private final PtNDArray[] tensors;
    private final CutoutReport cutout;
    private final long bytes;

    /** Takes over {@code manager}, to which the tensors belong. */
    EncodedTensors(PtNDManager manager, PtNDArray[] tensors, CutoutReport cutout) {
        this.manager = manager;
        this.tensors = tensors;
        this.cutout = cutout;
        long sum = 0;
        for (NDArray tensor : tensors) {
            sum += tensor.size() * tensor.getDataType().getNumOfBytes();
        }
        this.bytes = sum;
    }

    /** Of something that has no cut-out. */
    EncodedTensors(PtNDManager manager, PtNDArray[] tensors) {
        this(manager, tensors, NO_CUTOUT);
    }

    PtNDArray[] tensors() {
        return tensors;
    }

    CutoutReport cutout() {
        return cutout;
    }

    long bytes() {
        return bytes;
    }

    void free() {
        manager.close();
    }
}
