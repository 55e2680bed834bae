package dev.refinery.inference.runtime;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.event.Placement;
import dev.refinery.inference.CutoutReport;
import dev.refinery.inference.flow.TokenGrid;

/**
 * A reference as a flow model sees it.
 *
 * @param tokens f32[rows * columns, C] on the device
 */
record FlowReference(PtNDArray tokens, TokenGrid grid) {
    /** Nothing is cut out: the whole photo is the reference. */
    private static final CutoutReport WHOLE = new CutoutReport(1, new Placement.Box(0, 0, 1, 1), Placement.Cutout.NONE);

    /** Takes over the manager, to which the tokens belong. */
    EncodedTensors kept(PtNDManager manager) {
        PtNDArray size = TorchModule.longs(manager, new long[] {grid.rows(), grid.columns()}, new Shape(2));
        return new EncodedTensors(manager, new PtNDArray[] {tokens, size}, WHOLE);
    }

    static FlowReference of(EncodedTensors encoded) {
        long[] size = encoded.tensors()[1].toLongArray();
        return new FlowReference(
                encoded.tensors()[0], new TokenGrid(Math.toIntExact(size[0]), Math.toIntExact(size[1])));
    }
}
