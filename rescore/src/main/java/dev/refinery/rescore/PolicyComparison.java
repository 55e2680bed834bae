package dev.refinery.rescore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What would change under another policy. Pure: scorecards in, a report out.
 *
 * @param policy the new policy, {@code name@version}
 * @param digest sha256 of its document
 * @param recordedDigests of the policies that judged the candidates then; more than one = the log holds several
 * @param candidates compared
 * @param gone candidates whose pixels, or whose references' pixels, are deleted or unreadable: not compared
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PolicyComparison(
        String policy,
        String digest,
        Set<String> recordedDigests,
        int candidates,
        int gone,
        List<JobChange> jobs,
        List<RoleChange> roles) {

    /** What becomes of a job's standing against its gates. */
    public enum Flip {
        NONE,
        TO_BELOW_GATE,
        TO_ACCEPTED,
        /** What decides it is gone. */
        UNKNOWN;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One job. It stands or falls with what was delivered; without a delivery, with whether any candidate meets all gates.
     *
     * @param delivered true when results decide
     * @param before met all gates then
     * @param after meets all gates under the new policy; null = unknown
     * @param passingBefore candidates that met all gates, of those compared
     * @param missed references that miss their gate in what decides, under the new policy
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JobChange(
            String job,
            Flip flip,
            boolean delivered,
            boolean before,
            @Nullable Boolean after,
            int compared,
            int gone,
            int passingBefore,
            int passingAfter,
            Set<String> missed) {}

    /**
     * One role over all candidates compared.
     *
     * @param judged references judged under both policies
     * @param newlyMasked judged then, masked now
     * @param newlyJudged masked then, judged now
     * @param meanShift mean of new less recorded score
     * @param rankCorrelation Spearman's, ties sharing their ranks; null = fewer than two, or no spread
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RoleChange(
            Role role,
            int judged,
            int newlyMasked,
            int newlyJudged,
            double meanBefore,
            double meanAfter,
            double meanShift,
            @Nullable Double rankCorrelation) {}

    public long flips(Flip flip) {
        return jobs.stream().filter(job -> job.flip() == flip).count();
    }

    static PolicyComparison of(String policy, String digest, List<Rejudged> all) {
        Map<JobId, List<Rejudged>> byJob = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        Set<String> recorded = new TreeSet<>();
        List<Rejudged> compared = new ArrayList<>();
        for (Rejudged one : all) {
            byJob.computeIfAbsent(one.candidate().job(), j -> new ArrayList<>()).add(one);
            recorded.add(one.recorded().policyDigest());
            if (one.fresh() != null) {
                compared.add(one);
            }
        }
        return new PolicyComparison(
                policy,
                digest,
                recorded,
                compared.size(),
                all.size() - compared.size(),
                byJob.entrySet().stream()
                        .map(e -> job(e.getKey(), e.getValue()))
                        .toList(),
                roles(compared));
    }

    private static JobChange job(JobId job, List<Rejudged> candidates) {
        List<Rejudged> delivered =
                candidates.stream().filter(Rejudged::delivered).toList();
        List<Rejudged> compared =
                candidates.stream().filter(c -> c.fresh() != null).toList();
        int passingBefore = passing(compared, Rejudged::recorded);
        int passingAfter = passing(compared, PolicyComparison::fresh);
        boolean before;
        Boolean after;
        Set<String> missed = new TreeSet<>();
        if (delivered.isEmpty()) {
            before = candidates.stream().anyMatch(c -> c.recorded().meetsAllGates());
            // A candidate that is gone could be the one that passes.
            after = passingAfter > 0 ? Boolean.TRUE : compared.size() == candidates.size() ? Boolean.FALSE : null;
        } else {
            before = delivered.stream().allMatch(c -> c.recorded().meetsAllGates());
            after = delivered.stream()
                            .anyMatch(c -> c.fresh() != null && !c.fresh().meetsAllGates())
                    ? Boolean.FALSE
                    : delivered.stream().allMatch(c -> c.fresh() != null) ? Boolean.TRUE : null;
            delivered.forEach(c -> missed.addAll(missed(c.fresh())));
        }
        return new JobChange(
                job.toString(),
                flip(before, after),
                !delivered.isEmpty(),
                before,
                after,
                compared.size(),
                candidates.size() - compared.size(),
                passingBefore,
                passingAfter,
                missed);
    }

    private static Flip flip(boolean before, @Nullable Boolean after) {
        if (after == null) {
            return Flip.UNKNOWN;
        }
        return before == after ? Flip.NONE : before ? Flip.TO_BELOW_GATE : Flip.TO_ACCEPTED;
    }

    private static Scorecard fresh(Rejudged one) {
        return java.util.Objects.requireNonNull(one.fresh());
    }

    private static int passing(List<Rejudged> compared, Function<Rejudged, Scorecard> card) {
        return (int)
                compared.stream().filter(c -> card.apply(c).meetsAllGates()).count();
    }

    private static Set<String> missed(@Nullable Scorecard card) {
        Set<String> missed = new TreeSet<>();
        if (card != null) {
            card.references().stream().filter(r -> !r.meetsGate()).forEach(r -> missed.add(r.name()));
            if (!card.quality().meetsGate()) {
                missed.add("(quality)");
            }
        }
        return missed;
    }

    private static List<RoleChange> roles(List<Rejudged> compared) {
        Map<Role, Scores> byRole = new EnumMap<>(Role.class);
        for (Rejudged one : compared) {
            List<ReferenceScore> before = one.recorded().references();
            List<ReferenceScore> after = fresh(one).references();
            for (int i = 0; i < before.size(); i++) {
                byRole.computeIfAbsent(before.get(i).role(), r -> new Scores()).add(before.get(i), after.get(i));
            }
        }
        return byRole.entrySet().stream()
                .map(e -> e.getValue().change(e.getKey()))
                .toList();
    }

    private static final class Scores {
        private final List<Double> before = new ArrayList<>();
        private final List<Double> after = new ArrayList<>();
        private int newlyMasked;
        private int newlyJudged;

        void add(ReferenceScore then, ReferenceScore now) {
            if (then.judged() && now.judged()) {
                before.add(then.score());
                after.add(now.score());
            } else if (then.judged()) {
                newlyMasked++;
            } else if (now.judged()) {
                newlyJudged++;
            }
        }

        RoleChange change(Role role) {
            double meanBefore = before.stream().mapToDouble(d -> d).average().orElse(0);
            double meanAfter = after.stream().mapToDouble(d -> d).average().orElse(0);
            return new RoleChange(
                    role,
                    before.size(),
                    newlyMasked,
                    newlyJudged,
                    meanBefore,
                    meanAfter,
                    meanAfter - meanBefore,
                    RankCorrelation.of(before, after));
        }
    }
}
