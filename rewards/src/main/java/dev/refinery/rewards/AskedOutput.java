package dev.refinery.rewards;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import org.jspecify.annotations.Nullable;

/**
 * What the client asked of the picture itself.
 *
 * @param lossless the candidate's pixels are those that its generator made; otherwise a lossy coder may have moved them a little
 */
public record AskedOutput(OutputSpec spec, boolean lossless) {
    /** As a candidate's event tells it; null when it does not. */
    public static @Nullable AskedOutput of(@Nullable OutputSpec spec, ImageRef image) {
        return spec == null ? null : new AskedOutput(spec, image.mediaType().equals("image/png"));
    }
}
