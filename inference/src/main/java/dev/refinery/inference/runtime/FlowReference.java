package dev.refinery.inference.runtime;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.job.Role;
import dev.refinery.inference.flow.TokenGrid;
import org.jspecify.annotations.Nullable;

/**
 * A reference as a flow model sees it.
 *
 * @param role what it is for
 * @param tokens f32[rows * columns, C] on the device
 * @param look what the text encoder sees of it, f32[rows, columns, D]; null = nothing
 */
record FlowReference(
        Role role,
        PtNDArray tokens,
        TokenGrid grid,
        @Nullable PtNDArray look) {
    /** Rows and columns of what the text encoder sees. */
    TokenGrid lookGrid() {
        PtNDArray seen = look;
        if (seen == null) {
            throw new IllegalStateException("the text encoder of this family sees no references");
        }
        Shape shape = seen.getShape();
        return new TokenGrid(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
    }

    /** Takes over the manager, to which the tensors belong. */
    EncodedTensors kept(PtNDManager manager) {
        PtNDArray size = TorchModule.longs(manager, new long[] {grid.rows(), grid.columns()}, new Shape(2));
        PtNDArray seen = look;
        return new EncodedTensors(
                manager, seen == null ? new PtNDArray[] {tokens, size} : new PtNDArray[] {tokens, size, seen});
    }

    static FlowReference of(Role role, EncodedTensors encoded) {
        PtNDArray[] tensors = encoded.tensors();
        long[] size = tensors[1].toLongArray();
        return new FlowReference(
                role,
                tensors[0],
                new TokenGrid(Math.toIntExact(size[0]), Math.toIntExact(size[1])),
                tensors.length > 2 ? tensors[2] : null);
    }
}
