package dev.refinery.refinement;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which candidates are kept: the best, the best of each reference, then the next best. */
final class Elites {
    /** A new best may cost a satisfied reference this much of its gate and no more. */
    static final double TOLERANCE = 0.03;

    private Elites() {}

    /**
     * The best of an order, given the best so far: the first that does not push a reference which the incumbent
     * satisfies under its gate by more than {@link #TOLERANCE}.
     */
    static @Nullable Contender best(List<Shaping.Shaped> order, @Nullable Contender incumbent) {
        for (Shaping.Shaped shaped : order) {
            if (incumbent == null
                    || shaped.contender().id().equals(incumbent.id())
                    || keepsSatisfied(shaped.contender(), incumbent)) {
                return shaped.contender();
            }
        }
        return incumbent;
    }

    private static boolean keepsSatisfied(Contender challenger, Contender incumbent) {
        for (ReferenceScore kept : incumbent.judged()) {
            OptionalDouble score = challenger.score(kept.name());
            if (kept.meetsGate() && (score.isEmpty() || score.getAsDouble() < kept.gate() - TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    /** @return at most {@code limit} contenders, the best first, then by the order */
    static List<Contender> select(List<Shaping.Shaped> order, Contender best, Map<String, Double> weights, int limit) {
        Map<CandidateId, Contender> kept = new LinkedHashMap<>();
        kept.put(best.id(), best);
        Stream<String> references = weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
        references.forEach(name -> {
            Contender champion = champion(order, name);
            if (champion != null && kept.size() < limit) {
                kept.putIfAbsent(champion.id(), champion);
            }
        });
        for (Shaping.Shaped shaped : order) {
            if (kept.size() < limit) {
                kept.putIfAbsent(shaped.contender().id(), shaped.contender());
            }
        }
        List<Contender> elites = new ArrayList<>();
        elites.add(best);
        order.stream()
                .map(Shaping.Shaped::contender)
                .filter(c -> kept.containsKey(c.id()) && !c.id().equals(best.id()))
                .forEach(elites::add);
        return elites;
    }

    /** The first in the order among those with the highest score of {@code reference}; null when nobody was judged. */
    static @Nullable Contender champion(List<Shaping.Shaped> order, String reference) {
        Contender champion = null;
        double highest = -1;
        for (Shaping.Shaped shaped : order) {
            OptionalDouble score = shaped.contender().score(reference);
            if (score.isPresent() && score.getAsDouble() > highest) {
                champion = shaped.contender();
                highest = score.getAsDouble();
            }
        }
        return champion;
    }
}
