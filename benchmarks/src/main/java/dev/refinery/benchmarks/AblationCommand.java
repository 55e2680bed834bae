package dev.refinery.benchmarks;

import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Parts of the search taken away one by one, against independent draws, from the same first round and at equal candidates.
 * Scores rank candidates of one generator; they say nothing about other generators.
 */
@Command(
        name = "ablation",
        mixinStandardHelpOptions = true,
        description = "Compares the whole search, the search without one of its parts, and best-of-N.")
final class AblationCommand implements Callable<Integer> {
    private static final String TUNING = "benchmarks/cases/tuning";
    private static final String HELD_OUT = "benchmarks/cases/held-out";

    @Option(
            names = "--cases",
            arity = "1..*",
            description = "Job files or folders to tune the search on (default " + TUNING + ").")
    List<String> cases = List.of();

    @Option(
            names = "--held-out",
            arity = "1..*",
            description = "Job files or folders to leave alone while tuning (default " + HELD_OUT + ").")
    List<String> heldOut = List.of();

    @Option(names = "--seeds", defaultValue = "10", description = "Seeds a case (default ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--budgets",
            split = ",",
            defaultValue = "32",
            description = "Candidates (default ${DEFAULT-VALUE}).")
    List<Integer> budgets = List.of();

    @Option(names = "--methods", split = ",", description = "Only these; best-of-n-mean is always there.")
    List<String> methods = List.of();

    @Option(names = "--candidates", defaultValue = "8", description = "Candidates a round (default ${DEFAULT-VALUE}).")
    int candidates;

    @Mixin
    WorkbenchOptions options = new WorkbenchOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the tables with every run there.")
    @Nullable
    Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = WorkbenchOptions.root();
        Map<String, List<BenchJob>> sets = new LinkedHashMap<>();
        sets.put("tuning", jobs(cases, TUNING, root));
        sets.put("held-out", jobs(heldOut, HELD_OUT, root));
        List<AblationReport.Table> tables = new ArrayList<>();
        try (Workbench bench = options.open();
                ExecutorService pool = options.pool()) {
            for (Map.Entry<String, List<BenchJob>> set : sets.entrySet()) {
                Map<String, List<Trajectory>> trajectories = measure(bench, set.getValue(), pool);
                for (int budget : budgets) {
                    AblationReport.Table table = AblationReport.table(set.getKey(), budget, trajectories);
                    AblationReport.print(out, table);
                    tables.add(table);
                }
            }
        }
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(tables));
            out.println("wrote " + json);
        }
        out.flush();
        return 0;
    }

    private static List<BenchJob> jobs(List<String> cases, String fallback, Path root) {
        return BenchJob.load(cases.isEmpty() ? List.of(root.resolve(fallback).toString()) : cases, root);
    }

    private Map<String, List<Trajectory>> measure(Workbench bench, List<BenchJob> jobs, ExecutorService pool)
            throws InterruptedException {
        int most = Collections.max(budgets);
        Map<String, List<Trajectory>> trajectories = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (BenchJob job : jobs) {
                long own = seedOf(job, seed);
                List<Trajectory.Made> draws = Trajectory.draws(bench, job, own, most, pool);
                for (SearchMethod method : chosen()) {
                    Trajectory trajectory = switch (method) {
                        case SearchMethod.Draws d -> Trajectory.drawn(d.name(), draws, job, own, d.merit());
                        case SearchMethod.Planned p ->
                            Trajectory.planned(
                                    p.name(),
                                    bench,
                                    job,
                                    own,
                                    most,
                                    draws.subList(0, candidates),
                                    p.plan().of(job.specs(), own),
                                    p.merit(),
                                    pool);
                        case SearchMethod.Rounds r ->
                            Trajectory.searched(r.name(), bench, job, own, most, candidates, r.policy(), pool);
                    };
                    trajectories
                            .computeIfAbsent(method.name(), m -> new ArrayList<>())
                            .add(trajectory);
                }
            }
        }
        return trajectories;
    }

    private List<SearchMethod> chosen() {
        return SearchMethod.all().stream()
                .filter(m -> methods.isEmpty()
                        || methods.contains(m.name())
                        || m.name().equals(SearchMethod.BASELINE))
                .toList();
    }

    /** Cases share no noise. */
    private static long seedOf(BenchJob job, int seed) {
        return 1_000_003L * seed + job.name().hashCode();
    }
}
