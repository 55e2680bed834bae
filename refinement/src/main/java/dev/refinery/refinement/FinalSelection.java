package dev.refinery.refinement;

import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which elites are rendered at full size, in which order, and which renders are the results. */
final class FinalSelection {
    private static final int TRIES_PER_SOURCE = 2;
    private static final int TOP = 3;

    private FinalSelection() {}

    /** The elites, best first; when the reward and the hold-out diverge, the best hold-out of the top three leads. */
    static List<CandidateId> sources(List<Contender> elites, boolean diverging) {
        List<Contender> order = new ArrayList<>(elites);
        if (diverging) {
            order.stream()
                    .limit(TOP)
                    .max(Comparator.comparingDouble(
                            (Contender c) -> Scores.meanHoldout(c.scorecard()).orElse(0)))
                    .ifPresent(c -> {
                        order.remove(c);
                        order.add(0, c);
                    });
        }
        return order.stream().map(Contender::id).toList();
    }

    /** The elite to render next, empty when the finals are over. */
    static Optional<CandidateId> next(Phase.Finalising finals, List<Contender> elites, int count, int spareFinals) {
        long good = finals.attempts().stream().filter(a -> good(a, elites)).count();
        if (good >= count || finals.attempts().size() >= count + spareFinals) {
            return Optional.empty();
        }
        return finals.sources().stream().filter(s -> worthTrying(s, finals)).findFirst();
    }

    /** A render that keeps what its preview promised. */
    private static boolean good(Phase.Attempt attempt, List<Contender> elites) {
        Phase.Rendered rendered = attempt.rendered();
        if (rendered == null) {
            return false;
        }
        return Scores.gatesMissed(rendered.scorecard()) == 0
                || elites.stream()
                        .filter(e -> e.id().equals(attempt.from()))
                        .anyMatch(e -> Scores.gatesMissed(e.scorecard()) > 0);
    }

    private static boolean worthTrying(CandidateId source, Phase.Finalising finals) {
        List<Phase.Attempt> tries =
                finals.attempts().stream().filter(a -> a.from().equals(source)).toList();
        return tries.stream().allMatch(a -> a.rendered() == null) && tries.size() < TRIES_PER_SOURCE;
    }

    /** At most {@code count} renders: accepted ones first, then the highest aggregate, then the earliest. */
    static List<Result> results(JobId job, Phase.Finalising finals, Map<String, Double> weights, int count) {
        List<Scored> scored = new ArrayList<>();
        for (Phase.Attempt attempt : finals.attempts()) {
            Phase.Rendered rendered = attempt.rendered();
            if (rendered != null) {
                double aggregate =
                        finals.diverging() ? 0 : Shaping.aggregate(Scores.judged(rendered.scorecard()), weights);
                scored.add(new Scored(attempt, rendered, Scores.tier(rendered.scorecard()), aggregate));
            }
        }
        scored.sort(Comparator.comparingInt(Scored::tier)
                .thenComparing(Comparator.comparingDouble(Scored::aggregate).reversed())
                .thenComparingInt(s -> s.attempt().attempt()));
        return scored.stream()
                .limit(count)
                .map(s -> new Result(
                        CandidateId.finalRender(job, s.attempt().attempt()),
                        s.attempt().from(),
                        s.rendered().image(),
                        s.rendered().scorecard()))
                .toList();
    }

    static @Nullable String lastFailure(Phase.Finalising finals) {
        String last = null;
        for (Phase.Attempt attempt : finals.attempts()) {
            if (attempt.failure() != null) {
                last = attempt.failure();
            }
        }
        return last;
    }

    private record Scored(Phase.Attempt attempt, Phase.Rendered rendered, int tier, double aggregate) {}
}
