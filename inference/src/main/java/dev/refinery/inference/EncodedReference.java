package dev.refinery.inference;

/**
 * A lease on a reference's encoding, shared with every candidate that uses the same photo. Closing gives the lease
 * back, the encoding itself stays cached. Close exactly once, after the last render that uses it.
 */
public interface EncodedReference extends AutoCloseable {
    CutoutReport cutout();

    @Override
    void close();
}
