package dev.refinery.inference;

import dev.refinery.contracts.job.Reference;

/** A job's reference together with its encoding; closing closes the encoding's lease. */
public record PreparedReference(Reference reference, EncodedReference encoded) implements AutoCloseable {
    @Override
    public void close() {
        encoded.close();
    }
}
