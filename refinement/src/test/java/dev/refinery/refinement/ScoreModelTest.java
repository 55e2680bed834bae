package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On a job whose scores truly are linear on the scale of the effects. */
class ScoreModelTest {
    private static final JobSpec JOB = job(4, 8);

    /** The job is not as measured before: latent 1 lowers the background, where the effects say that it raises it. */
    private static Scorecard judge(Genome genome) {
        float[] z = NoiseMaterializer.materialize(genome.noise(), JOB.seed(), Known.SPACE);
        double ink = genome.guidance().getOrDefault("ink", 0.0);
        return Fixtures.card(
                sigmoid(0.2 + 0.3 * z[0] - 0.2 * z[5] - 0.5 * ink), sigmoid(0.4 - 0.5 * z[1]), sigmoid(0.1 + ink));
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static SearchState after(List<Genome> genomes) {
        List<Contender> judged = new ArrayList<>();
        for (int i = 0; i < genomes.size(); i++) {
            judged.add(Contender.of(new CandidateId(Fixtures.JOB, 0, i), genomes.get(i), judge(genomes.get(i))));
        }
        Phase.Searching round = new Phase.Searching(0, Proposer.first(judged.size()), judged, List.of(), Fixtures.T0);
        return new RoundReview(SearchPolicy.standard(), Known.EFFECTS)
                .review(SearchState.initial(JOB.references(), 0.6), round);
    }

    private static SearchState afterFirstRound() {
        List<Genome> genomes = new ArrayList<>(List.of(Genome.of(NoiseProgram.CANONICAL, Map.of())));
        for (int i = 1; i < 8; i++) {
            genomes.add(Genome.of(Lineage.fresh(0, i), Map.of()));
        }
        return after(genomes);
    }

    private static ScoreModel model(SearchState search) {
        return ScoreModel.of(Known.SPACE, Known.EFFECTS, JOB, search).orElseThrow();
    }

    @Test
    void itsProposalBeatsEverythingThatItHasSeen() {
        SearchState search = afterFirstRound();
        double seen = Scores.worst(search.best().scorecard());
        double proposed = Scores.worst(judge(model(search).propose(1, 0, 0)));
        assertThat(proposed).isGreaterThan(seen + 0.05);
    }

    @Test
    void theJobsOwnCandidatesOverrideWhatWasMeasuredOfOthers() {
        Genome proposed = model(afterFirstRound()).propose(1, 0, 0);
        float[] z = NoiseMaterializer.materialize(proposed.noise(), JOB.seed(), Known.SPACE);
        assertThat(z[1]).isNegative();
        // Nothing seen yet speaks of guidance, so here the measured effects decide.
        assertThat(proposed.guidance().get("ink")).isPositive();
    }

    @Test
    void latentsThatItTurnsStayWithinWhatWasMeasured() {
        SearchState search = afterFirstRound();
        float[] start = NoiseMaterializer.materialize(search.best().genome().noise(), JOB.seed(), Known.SPACE);
        for (int index = 0; index < 6; index++) {
            Genome proposed = model(search).propose(1, index, 1);
            float[] z = NoiseMaterializer.materialize(proposed.noise(), JOB.seed(), Known.SPACE);
            for (int i = 0; i < z.length; i++) {
                assertThat(Math.abs(z[i])).isLessThanOrEqualTo(Math.max(2, Math.abs(start[i]) + 0.001f));
            }
        }
    }

    @Test
    void equalArgumentsGiveEqualProposalsAndEachIndexItsOwn() {
        SearchState search = afterFirstRound();
        Set<Genome> proposed = new HashSet<>();
        for (int index = 0; index < 6; index++) {
            Genome genome = model(search).propose(1, index, 0.5);
            assertThat(model(search).propose(1, index, 0.5)).isEqualTo(genome);
            proposed.add(genome);
        }
        assertThat(proposed).hasSize(6);
    }

    @Test
    void thereIsNoneWhereARoleWasNeverMeasured() {
        Effects withoutStyle = new Effects(
                Known.EFFECTS.shared(),
                0.4,
                Map.of(
                        Role.SUBJECT, Known.EFFECTS.roles().get(Role.SUBJECT),
                        Role.BACKGROUND, Known.EFFECTS.roles().get(Role.BACKGROUND)));
        assertThat(ScoreModel.of(Known.SPACE, withoutStyle, JOB, afterFirstRound()))
                .isEqualTo(Optional.empty());
    }

    @Test
    void thereIsNoneBeforeAnythingWasJudged() {
        SearchState nothing = SearchState.initial(JOB.references(), 0.6);
        assertThat(ScoreModel.of(Known.SPACE, Known.EFFECTS, JOB, nothing)).isEmpty();
    }
}
