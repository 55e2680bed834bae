package dev.refinery.inference.runtime;

import dev.refinery.inference.CandidateRenderer;
import dev.refinery.inference.ReferenceEncoder;
import dev.refinery.inference.RenderedCandidate;

/** A generator's bundle in memory, of whatever kind, as those who load and watch it see it. Thread-safe. */
public interface GeneratorRuntime extends CandidateRenderer, ReferenceEncoder, AutoCloseable {
    /** {@code name@version}. */
    String model();

    /** Names the whole bundle. */
    String digest();

    /**
     * Encodes and renders one small made-up subject, so that the first real request does not pay for lazy initialisation
     * and a broken bundle shows before it takes work.
     */
    RenderedCandidate warmUp();

    /** Calls inside the native code now, for health and metrics. */
    int running();

    /** Bytes of native memory that cached encodings take. */
    long encodingBytes();

    long encodingHits();

    long encodingMisses();

    /** Refuses further calls and waits for those in progress, at most {@link RuntimeOptions#drain}. Idempotent. */
    @Override
    void close();
}
