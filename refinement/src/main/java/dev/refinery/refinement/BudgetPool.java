package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of a batch as one budget: what items did not need goes on to items that fell short, to those first that are
 * nearest to their gates. Pure; the batch never spends more than its items were promised together.
 */
public final class BudgetPool {
    private BudgetPool() {}

    /**
     * An item of the batch.
     *
     * @param promised candidates, before any grant
     * @param limit candidates that it may spend with what was granted so far
     * @param spent candidates judged so far
     * @param round candidates of one of its rounds
     * @param shortfall of an item that ended below its gates and could go on, see {@link #shortfall}; null = any other
     */
    public record Item(
            JobId job,
            int promised,
            int limit,
            int spent,
            int round,
            boolean ended,
            @Nullable Double shortfall) {
        public Item {
            Require.that(round > 0, "round", "must be positive");
        }

        private int reserved() {
            return ended ? spent : limit;
        }
    }

    /** Rounds that an item may go on for. */
    public record Grant(JobId job, int rounds) {}

    /** One round for each item that can be helped, the nearest to its gates first, while candidates are left. */
    public static List<Grant> grants(List<Item> items) {
        int free = items.stream().mapToInt(i -> i.promised() - i.reserved()).sum();
        List<Grant> grants = new ArrayList<>();
        for (Item item : items.stream()
                .filter(i -> i.ended() && i.shortfall() != null)
                .sorted(Comparator.comparingDouble((Item i) -> Objects.requireNonNull(i.shortfall()))
                        .thenComparing(Item::job))
                .toList()) {
            if (free >= item.round()) {
                free -= item.round();
                grants.add(new Grant(item.job(), 1));
            }
        }
        return grants;
    }

    /** How much the scores of a result miss their gates by, together. */
    public static double shortfall(Scorecard card) {
        double sum = card.quality().meetsGate()
                ? 0
                : card.quality().gate() - card.quality().score();
        for (ReferenceScore score : Scores.judged(card)) {
            sum += Math.max(0, score.gate() - score.score());
        }
        return sum;
    }
}
