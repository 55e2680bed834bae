package dev.refinery.inference;

import dev.refinery.contracts.job.Lane;
import java.util.function.Supplier;

/**
 * Turns reference photos into what a generator works from. Thread-safe; encodings are cached by {@link ReferenceKey}
 * and made once even when many callers ask at the same time.
 */
public interface ReferenceEncoder {
    /**
     * @param pixels called only when the encoding is not cached; what it throws is thrown here, to every caller that
     *     waits for this encoding, and is not remembered
     * @throws RenderException as {@link CandidateRenderer#render}
     */
    EncodedReference encode(ReferenceKey key, Lane lane, Supplier<ReferencePixels> pixels);
}
