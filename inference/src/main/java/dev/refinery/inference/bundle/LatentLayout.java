package dev.refinery.inference.bundle;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A generator's latent vector: its length and which latents move what. */
public record LatentLayout(int length, List<Group> groups) {
    public LatentLayout {
        Require.that(length > 0, "length", "must be positive");
        groups = List.copyOf(groups);
    }

    /** @param slot which reference of the role, in the job's order; null = every one */
    public record Group(
            String name, String effect, Role role, @Nullable Integer slot, List<Integer> indices) {
        public Group {
            indices = List.copyOf(indices);
        }
    }

    static LatentLayout of(BundleManifest.Latents latents) {
        return new LatentLayout(
                latents.length(),
                latents.groups().stream()
                        .map(g -> new Group(g.name(), g.effect(), g.role(), g.slot(), g.latents()))
                        .toList());
    }
}
