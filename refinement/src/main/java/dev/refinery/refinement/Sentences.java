package dev.refinery.refinement;

import dev.refinery.contracts.event.GateMargin;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.OutcomeExplanation.JobCost;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.event.RoundExplanation.Move;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says in plain English what a round taught. Reference names only, never prompts. */
final class Sentences {
    private Sentences() {}

    /** @param why the same as data */
    static String round(int roundsJudged, int budget, Contender best, StoppingRules.Stop stop, RoundExplanation why) {
        String head = "Round " + roundsJudged + " of " + budget + ": ";
        String standing = shortfall(best);
        return switch (stop) {
            case StoppingRules.Stop.NotYet s -> head + standing + "; the next round tries " + next(why) + ".";
            case StoppingRules.Stop.Restart s ->
                head + standing + "; there was no progress lately, so the next round leaves the best and tries "
                        + next(why) + ".";
            case StoppingRules.Stop.GatesMet s -> head + "every reference meets its gate.";
            case StoppingRules.Stop.BudgetSpent s -> head + standing + "; the budget is spent.";
            case StoppingRules.Stop.HoldoutDisagrees s ->
                head + "every gate is met, but the hold-out scores are far lower; the budget is spent.";
            case StoppingRules.Stop.Diverging s ->
                head + standing + "; rewards rise while the hold-out falls, so the search stops.";
            case StoppingRules.Stop.Stale s ->
                head + standing + "; there was no progress even after a restart, so the search stops.";
            case StoppingRules.Stop.Infeasible s ->
                head + standing + "; " + list(s.references())
                        + " stay far below their gates: they seem to contradict each other, or the generator cannot"
                        + " honour them.";
        };
    }

    static String nothingJudged(int emptyRounds, boolean givingUp) {
        return givingUp
                ? "Nothing could be judged in " + emptyRounds + " rounds; the job fails."
                : "No candidate of the round could be judged; the round is tried again.";
    }

    /** "mug misses its gate by 0.19 (0.61 of 0.80) and table by 0.15 (0.40 of 0.55)". */
    static String shortfall(Contender best) {
        if (best.judged().isEmpty()) {
            return "no reference could be judged";
        }
        List<String> missed = new ArrayList<>();
        Explanations.shortfalls(best).forEach(s -> missed.add(miss(missed, s.name(), s.score(), s.gate())));
        PromptScore prompt = best.scorecard().prompt();
        if (prompt != null && !prompt.meetsGate()) {
            missed.add(miss(missed, "the prompt", prompt.score(), prompt.gate()));
        }
        QualityScore quality = best.scorecard().quality();
        if (!quality.meetsGate()) {
            boolean controls = quality.parts().getOrDefault("output_met", 1.0) < 1;
            missed.add(miss(
                    missed,
                    controls ? "what the output asked for" : "picture quality",
                    quality.score(),
                    quality.gate()));
        }
        return missed.isEmpty() ? "every reference meets its gate" : list(missed);
    }

    private static String miss(List<String> before, String name, double score, double gate) {
        return String.format(
                Locale.ROOT,
                "%s %sby %s (%s of %s)",
                name,
                before.isEmpty() ? "misses its gate " : "",
                number(gate - score),
                number(score),
                number(gate));
    }

    /** Two digits, or as many as it takes to tell a small difference from none. */
    private static String number(double value) {
        return Math.abs(value) >= 0.005 || value == 0
                ? String.format(Locale.ROOT, "%.2f", value)
                : String.format(Locale.ROOT, "%.1g", value);
    }

    /** "a", "a and b", "a, b and c". */
    static String list(List<String> items) {
        int last = items.size() - 1;
        return last <= 0
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }

    /** "17 candidates in 3 rounds and 1 full-size render, 2.3 device-seconds". */
    static String cost(JobCost cost) {
        String made = count(cost.candidates(), "candidate") + " in " + count(cost.rounds(), "round") + " and "
                + count(cost.finals(), "full-size render");
        Double seconds = cost.deviceSeconds();
        return seconds == null ? made : made + String.format(Locale.ROOT, ", %.1f device-seconds", seconds);
    }

    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
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
            case StoppingRules.Stop.Infeasible s -> list(s.references()) + " stayed far below their gates.";
            case StoppingRules.Stop.NotYet s -> "The search ended.";
            case StoppingRules.Stop.Restart s -> "The search ended.";
        };
    }

    /** Why it stopped, which reference was hardest and what it took. */
    static String ending(String why, OutcomeExplanation explanation, boolean lostAtFullSize) {
        GateMargin hardest = explanation.hardest();
        return (lostAtFullSize ? "Every gate was met in preview, but not at full size." : why)
                + (hardest == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " Hardest was %s, %.2f against a gate of %.2f.",
                                hardest.name(),
                                hardest.score(),
                                hardest.gate()))
                + " It took " + cost(explanation.cost()) + ".";
    }

    /** "8 candidates: 3 focused on table and 5 fresh; the weight of table rises from 0.33 to 0.41". */
    private static String next(RoundExplanation why) {
        List<String> parts = new ArrayList<>();
        int total = 0;
        for (Move move : why.moves()) {
            total += move.count();
            parts.addAll(phrases(move));
        }
        String tries = count(total, "candidate") + ": " + list(parts);
        return why.weights().stream()
                .filter(s -> s.to() - s.from() >= 0.005)
                .max(Comparator.comparingDouble(s -> s.to() - s.from()))
                .map(s -> String.format(
                        Locale.ROOT,
                        "%s; the weight of %s rises from %.2f to %.2f",
                        tries,
                        s.reference(),
                        s.from(),
                        s.to()))
                .orElse(tries);
    }

    private static List<String> phrases(Move move) {
        List<String> parts = new ArrayList<>();
        int unfocused = move.count();
        for (Map.Entry<String, Integer> focus : new TreeMap<>(move.focus()).entrySet()) {
            parts.add(focus.getValue() + " focused on " + focus.getKey());
            unfocused -= focus.getValue();
        }
        if (unfocused > 0) {
            parts.add(
                    switch (Operator.parse(move.operator())) {
                        case CANONICAL -> "the canonical layout";
                        case FOCUSED -> unfocused + " focused";
                        case FRESH -> unfocused + " fresh";
                        case ROTATE -> unfocused + " near the best";
                        case RENOISE -> unfocused + " painted over the best";
                        case CROSSOVER -> unfocused + " combining the best";
                        case MODEL -> unfocused + " where the scores so far point";
                    });
        }
        return parts;
    }

    static Map<Operator, Integer> countByOperator(List<Proposal> plan) {
        Map<Operator, Integer> counts = new EnumMap<>(Operator.class);
        plan.forEach(p -> counts.merge(p.operator(), 1, Integer::sum));
        return counts;
    }
}
