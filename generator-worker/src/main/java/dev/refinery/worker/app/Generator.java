package dev.refinery.worker.app;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.CandidateRenderer;
import dev.refinery.inference.ReferenceEncoder;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.refinement.LatentSpace;
import java.util.Map;

/**
 * A loaded bundle.
 *
 * @param bundleDigest names it in every event
 * @param source what kind of picture it makes, for results' provenance
 * @param roles how many references of each role it honours; others are left out of the picture and masked by the scorer
 */
public record Generator(
        String bundleDigest,
        DigitalSourceType source,
        LatentSpace latents,
        Map<Role, Integer> roles,
        ReferenceEncoder encoder,
        CandidateRenderer renderer) {
    public Generator {
        roles = Map.copyOf(roles);
    }
}
