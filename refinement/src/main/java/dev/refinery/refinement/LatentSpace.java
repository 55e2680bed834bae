package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The noise of a generator: how many latents, and which of them move which reference.
 *
 * @param length number of latents
 */
public record LatentSpace(int length, List<LatentGroup> groups) {
    public LatentSpace {
        groups = List.copyOf(groups);
        Require.that(length > 0, "latents.length", "must be positive");
        Set<String> names = new HashSet<>();
        for (LatentGroup group : groups) {
            Require.that(names.add(group.name()), "latents.groups.name", "must be unique: " + group.name());
            for (int index : group.indices()) {
                Require.between(index, 0, length - 1, "latents.groups.indices");
            }
        }
    }

    /** A space without groups: only whole-vector moves are possible. */
    public static LatentSpace ungrouped(int length) {
        return new LatentSpace(length, List.of());
    }

    /** Positions of the latents of the named groups; an unknown name is an {@code InvalidValueException}. */
    BitSet positions(List<String> names) {
        BitSet positions = new BitSet(length);
        for (String name : names) {
            LatentGroup found = groups.stream()
                    .filter(g -> g.name().equals(name))
                    .findFirst()
                    .orElse(null);
            Require.that(found != null, "groups", "must name groups of the bundle: " + name);
            if (found != null) {
                found.indices().forEach(positions::set);
            }
        }
        return positions;
    }

    /** The groups that move {@code reference}, one of {@code references} (a job's, in order). */
    public List<LatentGroup> groupsOf(Reference reference, List<Reference> references) {
        int slot = 0;
        for (Reference other : references) {
            if (other.name().equals(reference.name())) {
                break;
            }
            if (other.role() == reference.role()) {
                slot++;
            }
        }
        return groupsOf(reference.role(), slot);
    }

    private List<LatentGroup> groupsOf(Role role, int slot) {
        return groups.stream()
                .filter(g -> g.role() == role && (g.slot() == null || g.slot() == slot))
                .toList();
    }
}
