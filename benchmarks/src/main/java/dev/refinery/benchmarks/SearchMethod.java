package dev.refinery.benchmarks;

import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.ProposalShares;
import dev.refinery.refinement.SearchPolicy;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A way to spend a budget of candidates. */
sealed interface SearchMethod {
    String BASELINE = "best-of-n-mean";
    String FULL = "full";

    String name();

    /** Independent draws, the best by {@code merit}: all such methods share their candidates. */
    record Draws(String name, ToDoubleFunction<Scorecard> merit) implements SearchMethod {}

    /** The service's controller. */
    record Rounds(String name, SearchPolicy policy) implements SearchMethod {}

    /** What the ablation compares, the complete search last. */
    static List<SearchMethod> all() {
        SearchPolicy full = SearchPolicy.standard().withoutEarlyStop();
        ProposalShares shares = full.shares();
        return List.of(
                new Draws("random", Merit::meanRaw),
                new Draws(BASELINE, Merit::mean),
                new Draws("best-of-n-chebyshev", Merit::chebyshev),
                new Draws("best-of-n-gates", Merit::gatesFirst),
                // No method may look at the hold-out: this one shows what choosing among draws can give at most.
                new Draws("oracle", Merit::holdoutWorst),
                new Rounds("zero-order", full.withShares(new ProposalShares(0, shares.fresh(), 1 - shares.fresh(), 0))),
                new Rounds(
                        "without-focus",
                        full.withShares(new ProposalShares(0, shares.fresh(), shares.rotate(), shares.crossover()))),
                new Rounds("without-weights", full.withoutReweighting()),
                new Rounds(
                        "without-crossover",
                        full.withShares(new ProposalShares(shares.focused(), shares.fresh(), shares.rotate(), 0))),
                new Rounds(FULL, full));
    }
}
