package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.refinement.EffectsFit.Draw;
import dev.refinery.refinement.EffectsFit.JobDraws;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Draws whose scores obey known effects, with noise: the fit must find them. */
class EffectsFitTest {
    private static final int JOBS = 6;
    private static final int DRAWS = 150;

    /** Of a subject: latent 0 by .3, own place by -.2, its guidance by .4 a step, a style's by -.2 a step; jobs differ in latent 1. */
    private static JobDraws job(int number) {
        List<Reference> references = Fixtures.references();
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            float[] z = new float[Known.SPACE.length()];
            Philox.gaussians(number, 0, i, 0, z);
            double[] uniforms = new double[references.size()];
            Philox.uniforms(number, 0, i, 1, uniforms);
            float[] noise = new float[1];
            Philox.gaussians(number, 0, i, 2, noise);
            Map<String, Double> guidance = new HashMap<>();
            for (int r = 0; r < uniforms.length; r++) {
                guidance.put(references.get(r).name(), 1.3 * (uniforms[r] - 0.5));
            }
            double ofJob = number % 2 == 0 ? 0.2 : -0.2;
            double logit = 0.7
                    + 0.3 * z[0]
                    + ofJob * z[1]
                    - 0.2 * z[5]
                    + 0.4 / 0.4 * guidance.get("mug")
                    - 0.2 / 0.4 * guidance.get("ink")
                    + 0.1 * noise[0];
            draws.add(new Draw(z, guidance, Map.of("mug", 1 / (1 + Math.exp(-logit)))));
        }
        return new JobDraws(references, draws);
    }

    private final Effects fitted = EffectsFit.fit(
            Known.SPACE, IntStream.range(0, JOBS).mapToObj(EffectsFitTest::job).toList());
    private final Effects.OfRole subject = fitted.roles().get(Role.SUBJECT);

    @Test
    void theLatentsOfNoPlacementAreShared() {
        assertThat(fitted.shared()).containsExactly(0, 1, 2, 3, 8, 9);
    }

    @Test
    void findsWhatMovesTheScore() {
        assertThat(subject.effect(new Relation.Shared(0)).mean()).isCloseTo(0.3, within(0.03));
        assertThat(subject.effect(new Relation.Own(1)).mean()).isCloseTo(-0.2, within(0.03));
        assertThat(subject.effect(new Relation.OwnGuidance()).mean()).isCloseTo(0.4, within(0.04));
        assertThat(subject.effect(new Relation.OthersGuidance(Role.STYLE)).mean())
                .isCloseTo(-0.2, within(0.04));
        assertThat(subject.noise()).isBetween(0.09, 0.14);
    }

    @Test
    void whatDiffersBetweenJobsIsDeviationAndNotMean() {
        Effects.Effect differing = subject.effect(new Relation.Shared(1));
        assertThat(differing.mean()).isCloseTo(0, within(0.02));
        assertThat(differing.deviation()).isCloseTo(0.2, within(0.03));
    }

    @Test
    void whatMovesNothingIsNotListed() {
        assertThat(subject.effects()).doesNotContainKey(new Relation.Shared(8));
        assertThat(subject.effect(new Relation.Shared(8)).mean()).isZero();
    }

    @Test
    void aRoleThatWasNeverJudgedHasNoEffects() {
        assertThat(fitted.roles()).containsOnlyKeys(Role.SUBJECT);
    }
}
