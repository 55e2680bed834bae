package dev.refinery.inference.runtime;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;

/** Positions of tokens, i64[tokens, axes] on the device. Equal when the positions are, whichever tensors hold them. */
final class TokenPlaces {
    private final long[] places;
    private final int hash;
    private final PtNDArray tensor;

    private TokenPlaces(long[] places, PtNDArray tensor) {
        this.places = places;
        this.hash = Arrays.hashCode(places);
        this.tensor = tensor;
    }

    /** @param places token by token, which the caller no longer changes */
    static TokenPlaces of(PtNDManager owner, long[] places, int tokens) {
        return new TokenPlaces(
                places, TorchModule.longs(owner, places, new Shape(tokens, tokens == 0 ? 0 : places.length / tokens)));
    }

    PtNDArray tensor() {
        return tensor;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenPlaces that && hash == that.hash && Arrays.equals(places, that.places);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "TokenPlaces[" + places.length + " numbers]";
    }
}
