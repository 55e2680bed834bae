package dev.refinery.benchmarks;

import dev.refinery.contracts.job.Reference;
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

    /** Chosen by a plan after the same first round, the best by {@code merit}. */
    record Planned(String name, PlanFor plan, ToDoubleFunction<Scorecard> merit) implements SearchMethod {}

    /** Makes the plan of one case and seed. */
    interface PlanFor {
        Plan of(List<Reference> references, long seed);
    }

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
                new Planned("guided-draws", Plan::guidedDraws, Merit::mean),
                new Planned(
                        "cma-es",
                        (references, seed) -> Plan.cma(references, made -> Merit.chebyshev(made.card()), seed),
                        Merit::chebyshev),
                new Rounds("zero-order", full.withShares(new ProposalShares(0, shares.fresh(), 1 - shares.fresh()))),
                new Rounds("without-weights", full.withoutReweighting()),
                new Rounds("without-model", full.withShares(shares)),
                new Rounds(FULL, full));
    }
}
