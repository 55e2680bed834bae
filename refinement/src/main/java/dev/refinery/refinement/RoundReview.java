package dev.refinery.refinement;

import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a round with at least one judged candidate teaches. A function of the set of its candidates: neither their order
 * nor repetitions matter.
 */
final class RoundReview {
    private static final double SUCCESS_TARGET = 0.2;
    private static final double SUCCESS_DAMPING = 2;
    /** Hold-out and reward must both move by more than this to count as diverging. */
    private static final double DIVERGENCE = 0.01;

    /** Candidates of these are looked for all over the space: a reference that none of them keeps may be hopeless. */
    private static final Set<Operator> EXPLORING = EnumSet.of(Operator.CANONICAL, Operator.FRESH, Operator.MODEL);

    private static final Set<Operator> TURNED = EnumSet.of(Operator.ROTATE, Operator.FOCUSED);
    private static final Set<Operator> REPAINTED = EnumSet.of(Operator.RENOISE);

    private final SearchPolicy policy;
    private final Effects effects;

    RoundReview(SearchPolicy policy, Effects effects) {
        this.policy = policy;
        this.effects = effects;
    }

    SearchState review(SearchState before, Phase.Searching round) {
        Map<String, Double> weights = before.emphasis().weights();
        List<Contender> pool = new ArrayList<>(before.elites());
        pool.addAll(round.judged());
        List<Shaping.Shaped> order = Shaping.order(pool, weights);
        Contender incumbent = before.best();
        Contender best = Elites.best(order, incumbent);
        if (best == null) {
            throw new IllegalArgumentException("a round without judged candidates cannot be reviewed");
        }
        boolean improved = incumbent == null || !best.id().equals(incumbent.id());
        SearchState.BestSoFar bestNow = reading(best.scorecard());
        return new SearchState(
                policy.reweighting() ? before.emphasis().after(best) : before.emphasis(),
                Elites.select(order, best, weights, policy.elites()),
                theta(before.theta(), round, order),
                before.roundsJudged() + 1,
                before.candidatesJudged() + round.judged().size(),
                before.freshJudged() + independent(round),
                before.emptyRounds(),
                improved ? 0 : before.staleRounds() + 1,
                before.restarted(),
                highest(before.highest(), round.judged()),
                bestNow,
                diverging(before.lastBest(), bestNow) ? before.divergingRounds() + 1 : 0,
                tried(before.tried(), round.judged()),
                strength(before.strength(), round, order));
    }

    /** Nothing is kept where no model can learn from it: the state is written with every score. */
    private List<Tried> tried(List<Tried> before, List<Contender> judged) {
        boolean known = judged.stream()
                .allMatch(c -> effects.cover(
                        c.judged().stream().map(ReferenceScore::role).toList()));
        return known && !effects.roles().isEmpty() ? Tried.with(before, judged) : before;
    }

    private static SearchState.BestSoFar reading(Scorecard card) {
        OptionalDouble holdout = Scores.meanHoldout(card);
        return new SearchState.BestSoFar(Scores.mean(card), holdout.isPresent() ? holdout.getAsDouble() : null);
    }

    private static boolean diverging(SearchState.@Nullable BestSoFar before, SearchState.BestSoFar now) {
        if (before == null) {
            return false;
        }
        Double heldBefore = before.holdout();
        Double heldNow = now.holdout();
        return heldBefore != null
                && heldNow != null
                && now.mean() > before.mean() + DIVERGENCE
                && heldNow < heldBefore - DIVERGENCE;
    }

    private static int independent(Phase.Searching round) {
        return (int) round.judged().stream()
                .filter(c -> round.plan().stream()
                        .anyMatch(p -> p.index() == c.id().index() && EXPLORING.contains(p.operator())))
                .count();
    }

    private static Map<String, Double> highest(Map<String, Double> before, List<Contender> judged) {
        Map<String, Double> highest = new TreeMap<>(before);
        for (Contender contender : judged) {
            for (ReferenceScore score : contender.judged()) {
                highest.merge(score.name(), score.score(), Math::max);
            }
        }
        return highest;
    }

    private static double theta(double theta, Phase.Searching round, List<Shaping.Shaped> order) {
        return Math.max(
                SearchPolicy.Angles.LEAST,
                Math.min(
                        SearchPolicy.Angles.MOST,
                        theta * growth(round, order, TURNED).orElse(1)));
    }

    /** Stays untold while no picture was painted anew. */
    private static @Nullable Double strength(
            @Nullable Double strength, Phase.Searching round, List<Shaping.Shaped> order) {
        OptionalDouble growth = growth(round, order, REPAINTED);
        return growth.isEmpty()
                ? strength
                : Double.valueOf(SearchPolicy.Strength.clip(SearchPolicy.Strength.of(strength) * growth.getAsDouble()));
    }

    /**
     * The 1/5 success rule (Rechenberg 1973) in the damped form of Kern et al. (2004): a child succeeds when it ranks
     * before the elite that it varies.
     *
     * @return what to multiply a step with; empty without children
     */
    private static OptionalDouble growth(Phase.Searching round, List<Shaping.Shaped> order, Set<Operator> operators) {
        int children = 0;
        int successes = 0;
        for (Contender contender : round.judged()) {
            for (Proposal proposal : round.plan()) {
                boolean varied = operators.contains(proposal.operator());
                if (varied && proposal.index() == contender.id().index() && proposal.parent() != null) {
                    int child = rank(order, contender.id().toString());
                    int parent = rank(order, proposal.parent().toString());
                    children++;
                    successes += child < parent ? 1 : 0;
                }
            }
        }
        if (children == 0) {
            return OptionalDouble.empty();
        }
        double rate = (double) successes / children;
        return OptionalDouble.of(StrictMath.exp((rate - SUCCESS_TARGET) / (1 - SUCCESS_TARGET) / SUCCESS_DAMPING));
    }

    private static int rank(List<Shaping.Shaped> order, String id) {
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).contender().id().toString().equals(id)) {
                return i;
            }
        }
        return order.size();
    }
}
