package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnobsTest {
    private static final Reference MUG = reference("mug", Role.SUBJECT);
    private static final Reference LAMP = reference("lamp", Role.SUBJECT);
    private static final Reference INK = reference("ink", Role.STYLE);
    private static final Reference WASH = reference("wash", Role.STYLE);
    private final Knobs knobs = new Knobs(Known.SPACE, Known.EFFECTS, List.of(MUG, LAMP, INK, WASH));

    private static Reference reference(String name, Role role) {
        return new Reference(name, role, Fixtures.image(name), null, 1, null, null);
    }

    @Test
    void sharedLatentsThenPlacesThenGuidance() {
        float[] z = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(knobs.settings(z, Map.of("ink", 0.3, "lamp", -0.1)))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 0, -0.1, 0.3, 0);
        assertThat(knobs.count()).isEqualTo(12);
    }

    @Test
    void settingsBecomeLatentsAndGuidanceAndBack() {
        double[] settings = {0.5, 0, -1.25, 0, 0, 0.1234567, 0, 0, 0, 0, 0.3, 0};
        assertThat(knobs.latents(settings)).containsExactly(0.5, 0.0, -1.25, 0.0, 0.0, 0.123, 0.0, 0.0);
        assertThat(knobs.guidance(settings))
                .containsEntry("ink", 0.3)
                .containsEntry("mug", 0.0)
                .hasSize(4);
    }

    @Test
    void guidanceKeepsWithinWhatAGenomeMayHold() {
        double[] settings = new double[12];
        settings[10] = Genome.MAX_GUIDANCE;
        assertThat(knobs.guidance(settings).get("ink")).isLessThanOrEqualTo(Genome.MAX_GUIDANCE);
        assertThat(knobs.limit(10)).isEqualTo(Genome.MAX_GUIDANCE);
    }

    @Test
    void aKnobIsNamedByWhatItIsToTheScoredReference() {
        assertThat(knobs.relation(LAMP, 0)).isEqualTo(new Relation.Shared(0));
        assertThat(knobs.relation(LAMP, 5)).isEqualTo(new Relation.Others(1));
        assertThat(knobs.relation(LAMP, 7)).isEqualTo(new Relation.Own(1));
        assertThat(knobs.relation(LAMP, 9)).isEqualTo(new Relation.OwnGuidance());
        assertThat(knobs.relation(LAMP, 8)).isEqualTo(new Relation.OthersGuidance(Role.SUBJECT));
        assertThat(knobs.relation(LAMP, 10)).isEqualTo(new Relation.OthersGuidance(Role.STYLE));
    }

    @Test
    void theOthersOfARoleShareTheEffectOfTheirGuidance() {
        assertThat(knobs.share(MUG, 0)).isEqualTo(1);
        assertThat(knobs.share(MUG, 8)).isEqualTo(2.5);
        assertThat(knobs.share(MUG, 9)).isEqualTo(2.5);
        assertThat(knobs.share(MUG, 10)).isEqualTo(1.25);
        assertThat(knobs.share(INK, 11)).isEqualTo(2.5);
    }
}
