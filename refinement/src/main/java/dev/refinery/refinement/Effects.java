package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;

/**
 * How the latents and the guidance of a bundle move scores, measured over many jobs: what a search may believe before it has
 * seen a candidate of this one. Numbers are changes of a score's logit.
 *
 * @param shared indices of the latents that no single reference owns
 * @param guidanceStep effects of guidance are for a change of log guidance by this much
 * @param roles by the role of the reference that is scored; a role without an entry is not modelled
 */
public record Effects(List<Integer> shared, double guidanceStep, Map<Role, OfRole> roles) {
    /** A bundle of which nothing was measured. */
    public static final Effects NONE = new Effects(List.of(), 1, Map.of());

    public Effects {
        Require.that(guidanceStep > 0, "effects.guidanceStep", "must be positive");
        shared = List.copyOf(shared);
        roles = Map.copyOf(roles);
    }

    /** True when a search can use them for all of {@code wanted}. */
    boolean cover(List<Role> wanted) {
        return roles.keySet().containsAll(wanted);
    }

    /**
     * @param noise deviation of what a linear model leaves unexplained
     * @param deviation of an effect that is not listed; its mean is 0
     */
    public record OfRole(double noise, double deviation, Map<Relation, Effect> effects) {
        public OfRole {
            Require.that(noise > 0, "effects.noise", "must be positive");
            Require.that(deviation > 0, "effects.deviation", "must be positive");
            effects = Map.copyOf(effects);
        }

        Effect effect(Relation relation) {
            return effects.getOrDefault(relation, new Effect(0, deviation));
        }
    }

    /** @param deviation between jobs, > 0 */
    public record Effect(double mean, double deviation) {
        public Effect {
            Require.finite(mean, "effects.mean");
            Require.that(deviation > 0, "effects.deviation", "must be positive");
        }
    }
}
