package dev.refinery.benchmarks;

import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A batch whose items share their budget, against the same batch whose items do not. */
@Command(
        name = "rollover",
        mixinStandardHelpOptions = true,
        description =
                "Accepted items of a batch at the same total budget, with and without passing on what items left.")
final class RolloverCommand implements Callable<Integer> {
    @Option(
            names = "--cases",
            arity = "1..*",
            description = "Items of the batch: samples, catalogue, job files or folders"
                    + " (default: the catalogue, benchmarks/cases/tuning and benchmarks/cases/held-out).")
    List<String> cases = List.of();

    @Option(names = "--seeds", defaultValue = "3", description = "Batches (default ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--budgets",
            split = ",",
            defaultValue = "8,16,24,32",
            description = "Candidates an item (default ${DEFAULT-VALUE}).")
    List<Integer> budgets = List.of();

    @Option(names = "--candidates", defaultValue = "8", description = "Candidates a round (default ${DEFAULT-VALUE}).")
    int candidates;

    @Option(names = "--gate", description = "Of every reference, instead of its own and the policy's.")
    @Nullable
    Double gate;

    @Mixin
    WorkbenchOptions options = new WorkbenchOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every batch there.")
    @Nullable
    Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = WorkbenchOptions.root();
        List<BenchJob> jobs = BenchJob.load(
                cases.isEmpty()
                        ? List.of(
                                "catalogue",
                                root.resolve("benchmarks/cases/tuning").toString(),
                                root.resolve("benchmarks/cases/held-out").toString())
                        : cases,
                root);
        Double everyGate = gate;
        if (everyGate != null) {
            jobs = jobs.stream().map(job -> job.gatedAt(everyGate)).toList();
        }
        List<Row> rows = new ArrayList<>();
        try (Workbench bench = options.open();
                ExecutorService pool = options.pool()) {
            out.printf(
                    "%d items x %d batches, rounds of %d; candidates spent and items accepted, all batches%n%n",
                    jobs.size(), seeds, candidates);
            out.printf("%-12s %10s %18s %18s %10s%n", "budget/item", "total", "apart", "with rollover", "accepted");
            for (int budget : budgets) {
                Row row = measure(bench, jobs, budget, pool);
                rows.add(row);
                out.printf(
                        Locale.ROOT,
                        "%-12d %10d %6d used %4d ok %6d used %4d ok %9s%n",
                        budget,
                        row.total(),
                        row.apart().spent(),
                        row.apart().accepted(),
                        row.shared().spent(),
                        row.shared().accepted(),
                        row.ratio() == null ? "" : String.format(Locale.ROOT, "%.2fx", row.ratio()));
                out.flush();
            }
        }
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(rows));
            out.println("wrote " + json);
        }
        out.flush();
        return 0;
    }

    private Row measure(Workbench bench, List<BenchJob> jobs, int budget, ExecutorService pool)
            throws InterruptedException {
        Spent apart = Spent.NONE;
        Spent shared = Spent.NONE;
        for (int seed = 1; seed <= seeds; seed++) {
            BenchBatch batch = BenchBatch.run(bench, jobs, seed, candidates, budget / candidates, pool);
            apart = apart.plus(batch.spent());
            batch.passOn(pool);
            shared = shared.plus(batch.spent());
        }
        return new Row(budget, seeds * jobs.size() * budget, apart, shared);
    }

    record Spent(int spent, int accepted) {
        static final Spent NONE = new Spent(0, 0);

        Spent plus(Spent other) {
            return new Spent(spent + other.spent, accepted + other.accepted);
        }
    }

    record Row(int budget, int total, Spent apart, Spent shared) {
        /** Null when nothing was accepted without rollover. */
        @Nullable
        Double ratio() {
            return apart.accepted() == 0 ? null : (double) shared.accepted() / apart.accepted();
        }
    }
}
