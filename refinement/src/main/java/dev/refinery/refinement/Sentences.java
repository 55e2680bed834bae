package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Says in plain English what a round taught. Reference names only, never prompts. */
final class Sentences {
    private Sentences() {}

    static String round(int roundsJudged, int budget, Contender best, StoppingRules.Stop stop, List<Proposal> plan) {
        String head = "Round " + roundsJudged + " of " + budget + ": ";
        String standing = shortfall(best);
        return switch (stop) {
            case StoppingRules.Stop.NotYet s -> head + standing + "; next: " + next(plan) + ".";
            case StoppingRules.Stop.Restart s ->
                head + standing + "; no progress lately, so the next round starts from " + plan.size()
                        + " fresh draws.";
            case StoppingRules.Stop.GatesMet s -> head + "every reference meets its gate.";
            case StoppingRules.Stop.BudgetSpent s -> head + standing + "; the budget is spent.";
            case StoppingRules.Stop.HoldoutDisagrees s ->
                head + "every gate is met, but the hold-out scores are far lower; the budget is spent.";
            case StoppingRules.Stop.Diverging s ->
                head + standing + "; rewards rise while the hold-out falls, so the search stops.";
            case StoppingRules.Stop.Stale s -> head + standing + "; no progress even after a restart.";
            case StoppingRules.Stop.Infeasible s ->
                head + String.join(" and ", s.references()) + " stay far below their gates: they seem to contradict "
                        + "each other or the generator cannot honour them.";
        };
    }

    static String nothingJudged(int emptyRounds, boolean givingUp) {
        return givingUp
                ? "Nothing could be judged in " + emptyRounds + " rounds; the job fails."
                : "No candidate of the round could be judged; the round is tried again.";
    }

    /** "mug 0.61 of 0.80 and table 0.40 of 0.55 fall short". */
    static String shortfall(Contender best) {
        List<String> missed = new ArrayList<>(best.judged().stream()
                .filter(s -> !s.meetsGate())
                .sorted(Comparator.comparingDouble((ReferenceScore s) -> s.score() - s.gate()))
                .map(s -> String.format(Locale.ROOT, "%s %.2f of %.2f", s.name(), s.score(), s.gate()))
                .toList());
        PromptScore prompt = best.scorecard().prompt();
        if (prompt != null && !prompt.meetsGate()) {
            missed.add(String.format(Locale.ROOT, "the prompt %.2f of %.2f", prompt.score(), prompt.gate()));
        }
        boolean blurred = !best.scorecard().quality().meetsGate();
        if (missed.isEmpty()) {
            if (best.judged().isEmpty()) {
                return "no reference could be judged";
            }
            return blurred ? "picture quality falls short" : "every reference meets its gate";
        }
        String list = String.join(" and ", missed) + (missed.size() == 1 ? " falls short" : " fall short");
        return blurred ? list + ", and so does picture quality" : list;
    }

    /** The reference furthest from its gate, or with the least margin. */
    static Optional<ReferenceScore> hardest(List<ReferenceScore> judged) {
        return judged.stream().min(Comparator.comparingDouble(s -> s.score() - s.gate()));
    }

    /** Why the search ended. */
    static String why(StoppingRules.Stop stop) {
        return switch (stop) {
            case StoppingRules.Stop.GatesMet s -> "Every reference meets its gate.";
            case StoppingRules.Stop.HoldoutDisagrees s -> "Every gate is met, but the hold-out scores are far lower.";
            case StoppingRules.Stop.BudgetSpent s -> "The budget is spent.";
            case StoppingRules.Stop.Diverging s -> "The search stopped because rewards rose while the hold-out fell.";
            case StoppingRules.Stop.Stale s -> "The search stopped making progress.";
            case StoppingRules.Stop.Infeasible s ->
                String.join(" and ", s.references()) + " stayed far below their gates.";
            case StoppingRules.Stop.NotYet s -> "The search ended.";
            case StoppingRules.Stop.Restart s -> "The search ended.";
        };
    }

    /** @param judged the scores of the first result, or of the best candidate where there is none */
    static String ending(String why, Verdict verdict, List<ReferenceScore> judged, boolean accepted) {
        String hardest = hardest(judged)
                .map(s -> String.format(
                        Locale.ROOT, " Hardest was %s, %.2f against a gate of %.2f.", s.name(), s.score(), s.gate()))
                .orElse("");
        boolean lost = verdict == Verdict.ACCEPT && !accepted;
        return (lost ? "Every gate was met in preview, but not at full size." : why) + hardest;
    }

    private static String next(List<Proposal> plan) {
        List<String> parts = new ArrayList<>();
        Map<Operator, Integer> counts = countByOperator(plan);
        counts.forEach((operator, n) -> parts.add(
                switch (operator) {
                    case CANONICAL -> "the canonical layout";
                    case FOCUSED -> n + " focused on " + targets(plan);
                    case FRESH -> n + " fresh";
                    case ROTATE -> n + " near the elites";
                    case CROSSOVER -> n + " crossed";
                }));
        return String.join(", ", parts);
    }

    static Map<Operator, Integer> countByOperator(List<Proposal> plan) {
        Map<Operator, Integer> counts = new EnumMap<>(Operator.class);
        plan.forEach(p -> counts.merge(p.operator(), 1, Integer::sum));
        return counts;
    }

    private static String targets(List<Proposal> plan) {
        return plan.stream()
                .map(Proposal::target)
                .filter(Objects::nonNull)
                .distinct()
                .reduce((a, b) -> a + " and " + b)
                .orElse("the elites");
    }
}
