package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static dev.refinery.refinement.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProposerTest {
    private static List<Proposal> second(GeneratorProfile generator) {
        Phase.Searching round = new Phase.Searching(
                0,
                Proposer.first(2),
                List.of(contender(0, card(0.9, 0.3, 0.9)), contender(1, card(0.5, 0.4, 0.5))),
                List.of(),
                Fixtures.T0);
        SearchState search = new RoundReview(SearchPolicy.standard(), generator.effects())
                .review(SearchState.initial(Fixtures.references(), 0.6), round);
        return new Proposer(generator, SearchPolicy.standard()).next(job(4, 8), 1, search);
    }

    @Test
    void whereTheEffectsOfABundleAreKnownAModelPlansTheRound() {
        assertThat(second(Known.PROFILE))
                .hasSize(8)
                .allMatch(p -> p.operator() == Operator.MODEL)
                .extracting(Proposal::genome)
                .doesNotHaveDuplicates();
    }

    @Test
    void elsewhereItIsDividedAmongTheOthers() {
        assertThat(second(new GeneratorProfile(Known.SPACE, 384)))
                .hasSize(8)
                .noneMatch(p -> p.operator() == Operator.MODEL)
                .extracting(Proposal::operator)
                .contains(Operator.FRESH, Operator.ROTATE);
    }
}
