package dev.refinery.refinement;

import dev.refinery.contracts.score.ReferenceScore;
import java.util.List;

/** Says after a round whether the search goes on, and why not. */
final class StoppingRules {
    private static final int DIVERGING_LIMIT = 2;
    private static final int HOPELESS_LIMIT = 2;

    private final SearchPolicy.Stopping rules;

    StoppingRules(SearchPolicy.Stopping rules) {
        this.rules = rules;
    }

    Stop after(SearchState search, int roundBudget) {
        Contender best = search.best();
        if (best == null) {
            return new Stop.NotYet();
        }
        boolean spent = search.roundsJudged() >= roundBudget;
        boolean met = Scores.gatesMissed(best.scorecard()) == 0;
        boolean trusted = Scores.optimism(best.scorecard()) <= rules.holdoutSlack();
        if (met && trusted && (rules.early() || spent)) {
            return new Stop.GatesMet();
        }
        if (spent) {
            return met ? new Stop.HoldoutDisagrees() : new Stop.BudgetSpent();
        }
        if (!rules.early()) {
            return new Stop.NotYet();
        }
        List<String> hopeless = hopeless(search, best);
        if (hopeless.size() >= HOPELESS_LIMIT) {
            return new Stop.Infeasible(hopeless);
        }
        if (search.divergingRounds() >= DIVERGING_LIMIT) {
            return new Stop.Diverging();
        }
        if (search.staleRounds() >= rules.staleRounds()) {
            return search.restarted() ? new Stop.Stale() : new Stop.Restart();
        }
        return new Stop.NotYet();
    }

    private List<String> hopeless(SearchState search, Contender best) {
        if (search.freshJudged() < rules.hopelessAfter()) {
            return List.of();
        }
        return best.judged().stream()
                .filter(s -> search.highest().getOrDefault(s.name(), 0.0) < rules.hopelessFraction() * s.gate())
                .map(ReferenceScore::name)
                .toList();
    }

    /** The answer. */
    sealed interface Stop {
        /** Go on. */
        record NotYet() implements Stop {}

        /** Go on from fresh draws: the elites have taught what they can. */
        record Restart() implements Stop {}

        record GatesMet() implements Stop {}

        record BudgetSpent() implements Stop {}

        /** Every gate is met, but features that did not steer the search tell another story. */
        record HoldoutDisagrees() implements Stop {}

        /** The reward has risen and the hold-out fallen for several rounds: more search would only overfit. */
        record Diverging() implements Stop {}

        record Stale() implements Stop {}

        record Infeasible(List<String> references) implements Stop {
            public Infeasible {
                references = List.copyOf(references);
            }
        }
    }
}
