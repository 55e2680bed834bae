package dev.refinery.inference;

/**
 * Makes candidates. Thread-safe; the same request gives the same pixels, whatever else runs at the same time. Calls
 * beyond the renderer's parallelism wait, interactive ones ahead of batch ones.
 */
public interface CandidateRenderer {
    /**
     * @throws RenderException the sealed reasons why no picture came out
     * @throws IllegalArgumentException when the request does not fit the bundle (latent length, size)
     */
    RenderedCandidate render(RenderRequest request);
}
