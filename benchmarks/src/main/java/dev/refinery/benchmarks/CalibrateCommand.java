package dev.refinery.benchmarks;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Prints midpoints and scales for a policy document: each candidate is judged against its own references (matched) and
 * against the other jobs' references of the same role under the same name (mismatched). The curve goes through .1 at the
 * upper quartile of mismatched and .9 at the upper decile of matched raw scores.
 */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Fits the calibration of the default policy on matched and mismatched pairs.")
final class CalibrateCommand implements Callable<Integer> {
    @Option(names = "--cases", arity = "1..*", defaultValue = "samples", description = "samples, job files or folders.")
    List<String> cases = List.of("samples");

    @Option(names = "--count", defaultValue = "12", description = "Candidates a job (default ${DEFAULT-VALUE}).")
    int count;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Map<Role, Pairs> optimised = new EnumMap<>(Role.class);
    private final Map<Role, Pairs> holdout = new EnumMap<>(Role.class);

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path root = Path.of(System.getProperty("refinery.root", ".")).toAbsolutePath();
        List<BenchJob> jobs = BenchJob.load(cases, root);
        CandidateJudge judge = new CandidateJudge(RewardPolicies.load(RewardPolicies.DEFAULT));
        try (Workbench bench = Workbench.open(root, judge, 1)) {
            for (BenchJob job : jobs) {
                Decision first = new RefinementController(bench.profile(), SearchPolicy.bestOfN())
                        .decide(
                                null,
                                new Observation.Submitted(SearchRun.spec(job, 1, count, 1)),
                                Instant.parse("2026-01-01T00:00:00Z"));
                for (GenerationTask task : first.tasks()) {
                    judge(judge, bench.make(job, task), job, jobs);
                }
            }
        }
        out.printf("%-12s %-9s %8s %8s   %s%n", "role", "metric", "matched", "other", "calibration");
        optimised.forEach((role, pairs) -> print(out, role, "reward", pairs));
        holdout.forEach((role, pairs) -> print(out, role, "hold-out", pairs));
        out.flush();
        return 0;
    }

    private void judge(CandidateJudge judge, JudgedCandidate candidate, BenchJob job, List<BenchJob> jobs) {
        note(judge.judge(candidate, job.references()).references(), true);
        List<JudgedReference> wrong = new ArrayList<>();
        for (JudgedReference own : job.references()) {
            wrong.addAll(Strangers.of(own, jobs));
        }
        if (!wrong.isEmpty()) {
            note(judge.judge(candidate, wrong).references(), false);
        }
    }

    private void note(List<ReferenceScore> scores, boolean matched) {
        for (ReferenceScore score : scores) {
            if (score.judged()) {
                optimised.computeIfAbsent(score.role(), r -> new Pairs()).add(matched, score.raw());
                Double raw = score.parts().get("holdout_raw");
                if (raw != null) {
                    holdout.computeIfAbsent(score.role(), r -> new Pairs()).add(matched, raw);
                }
            }
        }
    }

    private static void print(PrintWriter out, Role role, String metric, Pairs pairs) {
        if (pairs.other.isEmpty()) {
            out.printf("%-12s %-9s needs a second job with this role%n", role.wireName(), metric);
            return;
        }
        double low = pairs.quantile(pairs.other, 0.75);
        double high = pairs.quantile(pairs.matched, 0.9);
        out.printf(
                Locale.ROOT,
                "%-12s %-9s %8d %8d   midpoint: %.3f, scale: %.3f%n",
                role.wireName(),
                metric,
                pairs.matched.size(),
                pairs.other.size(),
                (low + high) / 2,
                Math.max(0.005, (high - low) / (2 * Math.log(9))));
    }

    private static final class Pairs {
        private final List<Double> matched = new ArrayList<>();
        private final List<Double> other = new ArrayList<>();

        void add(boolean match, double raw) {
            (match ? matched : other).add(raw);
        }

        double quantile(List<Double> values, double share) {
            return values.stream().sorted().toList().get(Math.min(values.size() - 1, (int) (share * values.size())));
        }
    }
}
