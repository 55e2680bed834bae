package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search must earn its keep: at equal candidates it beats independent draws on a landscape with real conflicts. */
class SearchQualityTest {
    private static final int SEEDS = 24;

    @Test
    void refinementBeatsBestOfNOnTheWorstReference() {
        double refined = meanWorst(SearchPolicy.standard().withoutEarlyStop());
        double drawn = meanWorst(SearchPolicy.bestOfN());
        System.out.printf("worst reference after 32 candidates: search %.3f, best of 32 %.3f%n", refined, drawn);
        assertThat(refined).isGreaterThan(drawn + 0.05);
    }

    @Test
    void laterRoundsImproveOnTheFirst() {
        int improved = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Double> worst = worstByRound(SearchPolicy.standard().withoutEarlyStop(), seed);
            improved += worst.get(3) > worst.get(0) ? 1 : 0;
        }
        assertThat(improved).isGreaterThanOrEqualTo(SEEDS * 3 / 4);
    }

    private static double meanWorst(SearchPolicy policy) {
        double sum = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            sum += worstByRound(policy, seed).get(3);
        }
        return sum / SEEDS;
    }

    private static List<Double> worstByRound(SearchPolicy policy, int seed) {
        List<Double> worst = new ArrayList<>();
        SyntheticWorld.inOrder(policy)
                .run(Fixtures.job(4, 8, OnMiss.RETURN_BEST, 1, seed))
                .rounds
                .forEach(r -> worst.add(r.bestWorstScore()));
        return worst;
    }
}
