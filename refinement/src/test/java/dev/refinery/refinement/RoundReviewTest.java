package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.T0;
import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundReviewTest {
    private final SearchState before = SearchState.initial(Fixtures.references(), 0.6);
    private final Phase.Searching round = new Phase.Searching(
            0,
            Proposer.first(2),
            List.of(contender(0, card(0.9, 0.3, 0.9)), contender(1, card(0.5, 0.2, 0.5))),
            List.of(),
            T0);

    @Test
    void aReferenceThatTheBestFailsGainsWeight() {
        SearchState after = new RoundReview(SearchPolicy.standard()).review(before, round);
        assertThat(after.emphasis().weights().get("table"))
                .isGreaterThan(before.emphasis().weights().get("table"));
        assertThat(after.emphasis().guidance().get("table")).isPositive();
    }

    @Test
    void withoutReweightingOnlyTheEmphasisDiffers() {
        SearchState after = new RoundReview(SearchPolicy.standard().withoutReweighting()).review(before, round);
        SearchState reweighted = new RoundReview(SearchPolicy.standard()).review(before, round);
        assertThat(after.emphasis()).isEqualTo(before.emphasis());
        assertThat(after).usingRecursiveComparison().ignoringFields("emphasis").isEqualTo(reweighted);
    }
}
