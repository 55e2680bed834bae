package dev.refinery.refinement;

import dev.refinery.contracts.job.Role;
import dev.refinery.refinement.Effects.Effect;
import dev.refinery.refinement.Effects.OfRole;
import java.util.List;
import java.util.Map;

/** A bundle with known effects to test with: shared latents 0 to 3, a placement of two latents for each of two subjects. */
final class Known {
    static final LatentSpace SPACE = new LatentSpace(
            10,
            List.of(
                    new LatentGroup("subject[0].place", Knobs.PLACEMENT, Role.SUBJECT, 0, List.of(4, 5)),
                    new LatentGroup("subject[1].place", Knobs.PLACEMENT, Role.SUBJECT, 1, List.of(6, 7)),
                    new LatentGroup("style[0].strength", "style", Role.STYLE, 0, List.of(2, 3))));
    static final Effects EFFECTS = new Effects(
            List.of(0, 1, 2, 3),
            0.4,
            Map.of(
                    Role.SUBJECT,
                    new OfRole(
                            0.2,
                            0.05,
                            Map.of(
                                    new Relation.Shared(0), new Effect(0.3, 0.1),
                                    new Relation.Own(1), new Effect(-0.2, 0.1),
                                    new Relation.Others(0), new Effect(0.1, 0.1),
                                    new Relation.OthersGuidance(Role.STYLE), new Effect(-0.2, 0.05))),
                    Role.BACKGROUND,
                    new OfRole(0.3, 0.05, Map.of(new Relation.Shared(1), new Effect(0.4, 0.1))),
                    Role.STYLE,
                    new OfRole(0.3, 0.05, Map.of(new Relation.OwnGuidance(), new Effect(0.4, 0.1)))));
    static final GeneratorProfile PROFILE = new GeneratorProfile(SPACE, 384, EFFECTS);

    private Known() {}
}
