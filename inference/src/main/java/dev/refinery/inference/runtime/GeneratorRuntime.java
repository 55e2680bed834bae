package dev.refinery.inference.runtime;

import dev.refinery.inference.CandidateRenderer;
import dev.refinery.inference.ReferenceEncoder;
import dev.refinery.inference.RenderedCandidate;
import java.time.Duration;

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

    /** For metrics. */
    RuntimeStatistics statistics();

    /** How long there has been work for the native code, and no call of it has ended; zero = it advances, or rests. */
    Duration stalled();

    /** Refuses further calls and waits for those in progress, at most {@link RuntimeOptions#drain}. Idempotent. */
    @Override
    void close();
}
