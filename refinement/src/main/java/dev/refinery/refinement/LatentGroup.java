package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Latents that a bundle moves together.
 *
 * @param name unique within the bundle, e.g. {@code subject[0].place}
 * @param effect what a person would call the change, e.g. {@code placement}
 * @param role whose score the group moves
 * @param slot position among the job's references of that role, null = all of them
 * @param indices positions in the latent vector; groups may overlap
 */
public record LatentGroup(
        String name, String effect, Role role, @Nullable Integer slot, List<Integer> indices) {
    public LatentGroup {
        Require.text(name, "latents.groups.name", 80);
        indices = List.copyOf(indices);
        Require.that(!indices.isEmpty(), "latents.groups.indices", "must not be empty");
    }
}
