package dev.refinery.benchmarks;

import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.RewardPolicies;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how far the scorer can be trusted: discrimination, order, cross-talk, wrong masks, pictures without a layout. */
@Command(
        name = "scorer",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the scorer to the test on candidates that the generator composes: own against others' references (AUC),"
                    + " damage of known order, cut-outs with wrong masks, and published pictures without a layout"
                    + " (published-result.png beside a job file).",
            "Exit code: 0 every target met, 3 not."
        })
final class ScorerCommand implements Callable<Integer> {
    private static final int TARGET_MISSED = 3;

    @Option(
            names = "--cases",
            arity = "1..*",
            defaultValue = "catalogue",
            description = "samples, catalogue, job files or folders (default: ${DEFAULT-VALUE}).")
    List<String> cases = List.of("catalogue");

    @Option(names = "--count", defaultValue = "6", description = "Candidates a job (default ${DEFAULT-VALUE}).")
    int count;

    @Option(names = "--policy", defaultValue = RewardPolicies.DEFAULT, description = "Default: ${DEFAULT-VALUE}.")
    String policy = RewardPolicies.DEFAULT;

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = "-",
            paramLabel = "FILE",
            description = "JSON instead of tables, to a file or to standard output.")
    @Nullable
    String json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path root = Path.of(System.getProperty("refinery.root", ".")).toAbsolutePath();
        List<BenchJob> jobs = BenchJob.load(cases, root);
        CandidateJudge judge = new CandidateJudge(RewardPolicies.load(policy));
        ScorerReport report;
        try (Workbench bench = Workbench.open(root, judge, 1)) {
            report = new ScorerBenchmark(bench, judge, jobs, count, name -> {
                        err.println("  " + name);
                        err.flush();
                    })
                    .run();
        }
        if (json == null) {
            new ScorerTables(out).print(report);
        } else {
            BenchJson.write(report, json, out);
        }
        out.flush();
        return ScorerTables.missed(report).isEmpty() ? 0 : TARGET_MISSED;
    }
}
