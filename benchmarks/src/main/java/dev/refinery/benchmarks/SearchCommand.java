package dev.refinery.benchmarks;

import dev.refinery.benchmarks.SearchRun.Summary;
import dev.refinery.contracts.codec.Json;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.RewardPolicies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The refinement policy against best-of-N at equal candidates: both start from the same first round and are judged by the
 * same rewards. Scores rank candidates of one generator; they say nothing about other generators.
 */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Compares refinement with best-of-N at equal candidates. Exit code 0 only when refinement's best"
                + " worst-reference score after the last round exceeds that after the first in every run.")
final class SearchCommand implements Callable<Integer> {
    @Option(names = "--cases", arity = "1..*", defaultValue = "samples", description = "samples, job files or folders.")
    List<String> cases = List.of("samples");

    @Option(names = "--seeds", defaultValue = "5", description = "Seeds a job (default ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--budgets",
            split = ",",
            defaultValue = "32",
            description = "Candidates a run (default ${DEFAULT-VALUE}).")
    List<Integer> budgets = List.of(32);

    @Option(names = "--candidates", defaultValue = "8", description = "Candidates a round (default ${DEFAULT-VALUE}).")
    int candidates;

    @Option(names = "--threads", defaultValue = "2", description = "Candidates at a time (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "Folder of a bundle's version (default bundles/compositor/1).")
    @Nullable
    Path model;

    @Option(
            names = "--size",
            defaultValue = "0",
            description = "Long side of the candidates, pixels; 0 = the bundle's previews (default ${DEFAULT-VALUE}).")
    int size;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every round of every run there.")
    @Nullable
    Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = Path.of(System.getProperty("refinery.root", ".")).toAbsolutePath();
        List<BenchJob> jobs = BenchJob.load(cases, root);
        CandidateJudge judge = new CandidateJudge(RewardPolicies.load(RewardPolicies.DEFAULT));
        List<Measured> all = new ArrayList<>();
        boolean rises = true;
        try (Workbench bench = Workbench.open(
                        WorkbenchOptions.bundle(model), judge, threads, size, CandidateLedger.inMemory());
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int budget : budgets) {
                int rounds = Math.max(1, budget / candidates);
                out.printf(
                        Locale.ROOT,
                        "%n%d candidates = %d rounds of %d; best worst-reference score after round 1 and %d%n",
                        rounds * candidates,
                        rounds,
                        candidates,
                        rounds);
                out.printf("%-22s %4s   %-17s %-17s%n", "job", "seed", "refinement", "best of N");
                List<Measured> ofBudget = new ArrayList<>();
                for (BenchJob job : jobs) {
                    for (int seed = 1; seed <= seeds; seed++) {
                        SearchRun refined = SearchRun.of(
                                bench,
                                job,
                                seed,
                                candidates,
                                rounds,
                                SearchPolicy.standard().withoutEarlyStop(),
                                pool);
                        SearchRun drawn =
                                SearchRun.of(bench, job, seed, candidates, rounds, SearchPolicy.bestOfN(), pool);
                        Measured measured = new Measured(rounds * candidates, refined, drawn);
                        ofBudget.add(measured);
                        boolean rose = rounds == 1
                                || refined.last().highestWorst()
                                        > refined.first().highestWorst();
                        rises &= rose;
                        out.printf(
                                Locale.ROOT,
                                "%-22s %4d   %.3f -> %.3f %s  %.3f -> %.3f%n",
                                job.name(),
                                seed,
                                refined.first().highestWorst(),
                                refined.last().highestWorst(),
                                rose ? " " : "!",
                                drawn.first().highestWorst(),
                                drawn.last().highestWorst());
                        out.flush();
                    }
                }
                table(out, ofBudget);
                all.addAll(ofBudget);
            }
        }
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
            out.println("wrote " + json);
        }
        out.println(
                rises
                        ? "The best worst-reference score rose in every run."
                        : "The best worst-reference score did not rise in the runs marked with !");
        out.flush();
        return rises ? 0 : 1;
    }

    private static void table(PrintWriter out, List<Measured> runs) {
        out.printf(
                "%n%-36s %10s %10s %16s%n",
                "delivered candidate, mean over runs", "refinement", "best of N", "difference");
        row(out, "worst reference score", runs, Summary::worst);
        row(out, "mean reference score", runs, Summary::mean);
        row(out, "worst hold-out score", runs, s -> orZero(s.holdoutWorst()));
        row(out, "mean hold-out score", runs, s -> orZero(s.holdoutMean()));
        row(out, "all gates met (share)", runs, s -> s.allGates() ? 1 : 0);
        double left = mean(runs, m -> 1 - m.bestOfN().last().highestWorst());
        double closed = mean(
                runs,
                m -> m.refinement().last().highestWorst() - m.bestOfN().last().highestWorst());
        out.printf(
                Locale.ROOT,
                "refinement closes %.0f %% of what best-of-N leaves to 1.0 on the worst reference%n",
                left == 0 ? 0 : 100 * closed / left);
        out.flush();
    }

    private static void row(PrintWriter out, String name, List<Measured> runs, ToDoubleFunction<Summary> value) {
        double refined =
                mean(runs, m -> value.applyAsDouble(m.refinement().last().best()));
        double drawn = mean(runs, m -> value.applyAsDouble(m.bestOfN().last().best()));
        double difference = refined - drawn;
        double variance = mean(runs, m -> {
            double d = value.applyAsDouble(m.refinement().last().best())
                    - value.applyAsDouble(m.bestOfN().last().best())
                    - difference;
            return d * d;
        });
        double error = runs.size() < 2 ? 0 : Math.sqrt(variance / (runs.size() - 1));
        out.printf(Locale.ROOT, "%-36s %10.3f %10.3f %+9.3f ±%.3f%n", name, refined, drawn, difference, error);
    }

    private static double mean(List<Measured> runs, ToDoubleFunction<Measured> value) {
        return runs.stream().mapToDouble(value).average().orElse(0);
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    /** Both searches of one job and seed. */
    record Measured(int budget, SearchRun refinement, SearchRun bestOfN) {}
}
