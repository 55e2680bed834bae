package dev.refinery.worker.app;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.CandidateRenderer;
import dev.refinery.inference.ReferenceEncoder;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.refinement.LatentSpace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that is loaded here.
 *
 * @param bundleDigest names it in every event
 * @param source what kind of picture it makes, for results' provenance
 * @param roles how many references of each role it honours; others are left out of the picture and masked by the scorer
 * @param exact whether the same task gives the same bytes, whatever else the device does
 * @param flow null = it reads no text and its noise has one length, that of {@code latents}
 */
public record Generator(
        String bundleDigest,
        DigitalSourceType source,
        LatentSpace latents,
        Map<Role, Integer> roles,
        ReferenceEncoder encoder,
        CandidateRenderer renderer,
        boolean exact,
        @Nullable FlowModel flow)
        implements Model {
    /** One that reads no text. */
    public Generator(
            String bundleDigest,
            DigitalSourceType source,
            LatentSpace latents,
            Map<Role, Integer> roles,
            ReferenceEncoder encoder,
            CandidateRenderer renderer) {
        this(bundleDigest, source, latents, roles, encoder, renderer, true, null);
    }

    public Generator {
        roles = Map.copyOf(roles);
    }
}
