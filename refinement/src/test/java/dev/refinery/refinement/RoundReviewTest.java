package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.T0;
import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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
        SearchState after = new RoundReview(SearchPolicy.standard(), Effects.NONE).review(before, round);
        assertThat(after.emphasis().weights().get("table"))
                .isGreaterThan(before.emphasis().weights().get("table"));
        assertThat(after.emphasis().guidance().get("table")).isPositive();
    }

    @Test
    void withoutReweightingOnlyTheEmphasisDiffers() {
        SearchState after =
                new RoundReview(SearchPolicy.standard().withoutReweighting(), Effects.NONE).review(before, round);
        SearchState reweighted = new RoundReview(SearchPolicy.standard(), Effects.NONE).review(before, round);
        assertThat(after.emphasis()).isEqualTo(before.emphasis());
        assertThat(after).usingRecursiveComparison().ignoringFields("emphasis").isEqualTo(reweighted);
    }

    @Test
    void candidatesAreRememberedForAModelWhereOneCanLearnFromThem() {
        SearchState after = new RoundReview(SearchPolicy.standard(), Known.EFFECTS).review(before, round);
        assertThat(after.tried())
                .extracting(Tried::scores)
                .containsExactly(
                        Map.of("mug", 0.9, "table", 0.3, "ink", 0.9), Map.of("mug", 0.5, "table", 0.2, "ink", 0.5));
        assertThat(new RoundReview(SearchPolicy.standard(), Effects.NONE)
                        .review(before, round)
                        .tried())
                .isEmpty();
    }

    @Test
    void onlyTheLatestAreRemembered() {
        SearchState state = before;
        for (int i = 0; i < Tried.KEPT; i++) {
            state = new RoundReview(SearchPolicy.standard(), Known.EFFECTS).review(state, round);
        }
        assertThat(state.tried()).hasSize(Tried.KEPT);
    }
}
