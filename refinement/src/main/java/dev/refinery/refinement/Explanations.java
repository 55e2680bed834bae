package dev.refinery.refinement;

import dev.refinery.contracts.event.GateMargin;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.OutcomeExplanation.JobCost;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.event.RoundExplanation.Move;
import dev.refinery.contracts.event.RoundExplanation.Shift;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Why a round led to what comes next, and why a job ended, as data; {@link Sentences} says the same in English. */
final class Explanations {
    private Explanations() {}

    /**
     * @param before weights and guidance of the round that ended
     * @param after those of the next one
     * @param stop null when nothing was judged
     */
    static RoundExplanation round(
            Emphasis before,
            Emphasis after,
            @Nullable Contender best,
            StoppingRules.@Nullable Stop stop,
            List<Proposal> plan) {
        return new RoundExplanation(
                best == null ? List.of() : shortfalls(best),
                best == null ? null : withoutParts(best.scorecard().quality()),
                stop == null ? null : reason(stop),
                stop instanceof StoppingRules.Stop.Restart,
                moves(plan),
                plan.isEmpty() ? List.of() : shifts(before.weights(), after.weights()),
                plan.isEmpty() ? List.of() : shifts(before.guidance(), after.guidance()));
    }

    static List<GateMargin> shortfalls(Contender best) {
        return best.judged().stream()
                .filter(s -> !s.meetsGate())
                .map(GateMargin::of)
                .sorted(Comparator.comparingDouble(GateMargin::margin))
                .toList();
    }

    static OutcomeExplanation outcome(JobState.Active job, StopReason reason, List<ReferenceScore> judged) {
        SearchState search = job.search();
        DeviceTime device = job.device();
        return new OutcomeExplanation(
                reason,
                Sentences.hardest(judged).map(GateMargin::of).orElse(null),
                new JobCost(
                        search.roundsJudged(),
                        search.candidatesJudged(),
                        job.finalsUsed(),
                        device == null ? null : device.seconds(),
                        device == null ? 0 : device.candidates()));
    }

    /** Null while the search goes on. */
    static @Nullable StopReason reason(StoppingRules.Stop stop) {
        return switch (stop) {
            case StoppingRules.Stop.NotYet s -> null;
            case StoppingRules.Stop.Restart s -> null;
            case StoppingRules.Stop.GatesMet s -> StopReason.GATES_MET;
            case StoppingRules.Stop.BudgetSpent s -> StopReason.BUDGET_SPENT;
            case StoppingRules.Stop.HoldoutDisagrees s -> StopReason.HOLDOUT_DISAGREES;
            case StoppingRules.Stop.Diverging s -> StopReason.DIVERGING;
            case StoppingRules.Stop.Stale s -> StopReason.STALE;
            case StoppingRules.Stop.Infeasible s -> StopReason.INFEASIBLE;
        };
    }

    private static List<Move> moves(List<Proposal> plan) {
        Map<Operator, Map<String, Integer>> focus = new EnumMap<>(Operator.class);
        for (Proposal proposal : plan) {
            Map<String, Integer> targets = focus.computeIfAbsent(proposal.operator(), o -> new TreeMap<>());
            if (proposal.target() != null) {
                targets.merge(proposal.target(), 1, Integer::sum);
            }
        }
        List<Move> moves = new ArrayList<>();
        Sentences.countByOperator(plan)
                .forEach((operator, n) ->
                        moves.add(new Move(operator.wireName(), n, Objects.requireNonNull(focus.get(operator)))));
        return moves;
    }

    private static List<Shift> shifts(Map<String, Double> before, Map<String, Double> after) {
        List<Shift> shifts = new ArrayList<>();
        new TreeMap<>(after).forEach((name, to) -> {
            double from = before.getOrDefault(name, to);
            if (from != to) {
                shifts.add(new Shift(name, from, to));
            }
        });
        return shifts;
    }

    private static QualityScore withoutParts(QualityScore quality) {
        return new QualityScore(quality.score(), quality.gate(), Map.of());
    }
}
