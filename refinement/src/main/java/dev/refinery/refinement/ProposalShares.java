package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a round that no model plans is divided among the operators; only the ratios matter.
 *
 * @param renoise for generators that start from parents; others divide it among the rest
 */
public record ProposalShares(double focused, double fresh, double rotate, double renoise) {
    /** Without parents. */
    public ProposalShares(double focused, double fresh, double rotate) {
        this(focused, fresh, rotate, 0);
    }

    public ProposalShares {
        Require.that(focused >= 0 && fresh >= 0 && rotate >= 0 && renoise >= 0, "shares", "must not be negative");
        Require.that(focused + fresh + rotate > 0, "shares", "must not all be 0");
    }

    ProposalShares within(ModelAbilities abilities) {
        return abilities.parents() ? this : new ProposalShares(focused, fresh, rotate);
    }

    /** Whole numbers by largest remainder; a tie goes to the operator named first. The sum is {@code n}. */
    Map<Operator, Integer> counts(int n) {
        Map<Operator, Double> shares = new EnumMap<>(Operator.class);
        shares.put(Operator.FOCUSED, focused);
        shares.put(Operator.FRESH, fresh);
        shares.put(Operator.ROTATE, rotate);
        if (renoise > 0) {
            shares.put(Operator.RENOISE, renoise);
        }
        double total = focused + fresh + rotate + renoise;
        Map<Operator, Integer> counts = new EnumMap<>(Operator.class);
        int assigned = 0;
        for (Map.Entry<Operator, Double> share : shares.entrySet()) {
            int whole = (int) Math.floor(share.getValue() / total * n);
            counts.put(share.getKey(), whole);
            assigned += whole;
        }
        List<Operator> byRemainder = new ArrayList<>(shares.keySet());
        byRemainder.sort(Comparator.comparingDouble(
                        (Operator o) -> counts.getOrDefault(o, 0) - shares.getOrDefault(o, 0.0) / total * n)
                .thenComparing(Comparator.naturalOrder()));
        for (int i = 0; assigned < n; i++, assigned++) {
            counts.merge(byRemainder.get(i), 1, Integer::sum);
        }
        return counts;
    }
}
