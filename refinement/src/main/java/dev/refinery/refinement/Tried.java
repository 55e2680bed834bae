package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A judged candidate, as short as a model of the scores needs it.
 *
 * @param scores by reference, calibrated; masked references are left out
 */
public record Tried(Genome genome, Map<String, Double> scores) {
    /** The latest that are kept: the state is written with every score. */
    static final int KEPT = 48;

    public Tried {
        scores = Collections.unmodifiableMap(new TreeMap<>(scores));
    }

    /** A tail of the search: what a model is to learn from. */
    static List<Tried> with(List<Tried> before, List<Contender> judged) {
        List<Tried> all = new ArrayList<>(before);
        for (Contender contender : judged) {
            Map<String, Double> scores = new TreeMap<>();
            for (ReferenceScore score : contender.judged()) {
                scores.put(score.name(), score.score());
            }
            all.add(new Tried(contender.genome(), scores));
        }
        return all.subList(Math.max(0, all.size() - KEPT), all.size());
    }
}
