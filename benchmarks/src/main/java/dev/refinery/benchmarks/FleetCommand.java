package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.benchmarks.fleet.Demand;
import dev.refinery.benchmarks.fleet.FleetReport;
import dev.refinery.benchmarks.fleet.FleetSizing;
import dev.refinery.benchmarks.fleet.Hardware;
import dev.refinery.benchmarks.fleet.JobShape;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many devices a day of pictures takes. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = {
            "Simulates a day of jobs on a fleet of workers: how many devices a target takes, and what batches, autoscaling and passing budgets on save.",
            "Defaults of jobs, judges and rounds are measured (docs/sizing.md); the seconds of a candidate on a GPU are yours to measure."
        })
final class FleetCommand implements Callable<Integer> {
    @Option(names = "--images", defaultValue = "1000000", description = "Jobs of the day (default ${DEFAULT-VALUE}).")
    int images;

    @Option(
            names = "--peak",
            defaultValue = "1.8",
            description = "Highest rate of interactive jobs by the mean, 1 to 2 (default ${DEFAULT-VALUE}).")
    double peak;

    @Option(
            names = "--bulk",
            defaultValue = "0.5",
            description = "Share of the jobs that come in files (default ${DEFAULT-VALUE}).")
    double bulk;

    @Option(names = "--files", defaultValue = "24", description = "Files of the day (default ${DEFAULT-VALUE}).")
    int files;

    @Option(
            names = "--slo",
            defaultValue = "30",
            description = "Seconds in which 95 of 100 interactive jobs have ended (default ${DEFAULT-VALUE}).")
    double slo;

    @Option(
            names = "--bulk-slo",
            defaultValue = "21600",
            description = "Seconds in which 95 of 100 jobs of files have ended (default ${DEFAULT-VALUE}).")
    double bulkSlo;

    @Option(
            names = "--candidates",
            defaultValue = "8",
            description = "Candidates of a round (default ${DEFAULT-VALUE}).")
    int candidates;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds at most (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--ends",
            split = ",",
            defaultValue = "0.64,0.17",
            description = "Shares of jobs that end with round 1, 2 ... (default ${DEFAULT-VALUE}: bench rollover).")
    List<Double> ends = List.of();

    @Option(
            names = "--final",
            defaultValue = "1",
            description = "The final render, in candidates; 0 = none (default ${DEFAULT-VALUE}).")
    double finalCost;

    @Option(
            names = "--candidate-seconds",
            defaultValue = "1.0",
            description = "A candidate alone on a device (default ${DEFAULT-VALUE}, an assumption).")
    double candidate;

    @Option(
            names = "--company",
            defaultValue = "0.6",
            description = "What a further candidate of a batch costs, as a share of the first"
                    + " (default ${DEFAULT-VALUE}, an assumption).")
    double company;

    @Option(
            names = "--batch",
            defaultValue = "8",
            description = "Candidates of a call, at most (default ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--tasks",
            split = ",",
            defaultValue = "8,32",
            description =
                    "Backlog for each worker that the autoscaler aims at; the manifests say 8 (default ${DEFAULT-VALUE}).")
    List<Integer> targets = List.of();

    @Option(
            names = "--cold-start",
            defaultValue = "120",
            description = "Seconds from wanting a worker to its first task (default ${DEFAULT-VALUE}).")
    double coldStart;

    @Option(
            names = "--judgement-ms",
            defaultValue = "13",
            description = "Judging a candidate, on one core (default ${DEFAULT-VALUE}: bench scorer).")
    double judgement;

    @Option(names = "--judges", defaultValue = "12", description = "Cores that judge (default ${DEFAULT-VALUE}).")
    int judges;

    @Option(
            names = "--round-ms",
            defaultValue = "30",
            description = "Between a round's last score and the next tasks (default ${DEFAULT-VALUE}).")
    double round;

    @Option(names = "--seed", defaultValue = "1", description = "Of arrivals and rounds (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every line there.")
    @Nullable
    Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        JobShape shape = new JobShape(candidates, ends, rounds, finalCost);
        Hardware hardware = new Hardware(candidate, company, batch, coldStart, judgement / 1000, judges, round / 1000);
        Demand demand = Demand.day(images, peak, bulk, files, seed);
        out.printf(
                Locale.ROOT,
                "%,d jobs a day, %.1f candidates each; a device makes %.2f candidates a second in full batches, %.2f alone.%n%n",
                demand.arrivals().size(),
                shape.meanCost(),
                hardware.throughput(),
                hardware.withBatch(1).throughput());
        out.println("| fleet | devices | device hours | busy | batch | interactive p50 / p95 / p99, s | bulk p95, s |");
        out.println("|---|---|---|---|---|---|---|");
        ObjectNode document = Json.mapper().createObjectNode();
        try {
            FleetSizing.Target target = new FleetSizing.Target(slo, bulkSlo);
            FleetSizing.Sized sized = FleetSizing.fixed(demand, shape, hardware, target, seed);
            line(out, document, "fixed", sized.workers(), sized.report());
            FleetSizing.Sized alone = FleetSizing.fixed(demand, shape, hardware.withBatch(1), target, seed);
            line(out, document, "fixed, no batches", alone.workers(), alone.report());
            int most = 2 * sized.workers();
            int floor = Math.max(1, sized.workers() / 2);
            for (int least : new int[] {1, floor}) {
                for (int tasks : targets) {
                    FleetReport scaled = FleetSizing.scaled(demand, shape, hardware, least, most, tasks, seed);
                    String name = "autoscaled from " + least + ", " + tasks + " tasks a device";
                    line(out, document, name, scaled.mostWorkers(), scaled);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new BenchFailure(String.valueOf(e.getMessage()));
        }
        Path file = json;
        if (file != null) {
            Files.writeString(file, document.toPrettyString());
        }
        return 0;
    }

    private static void line(PrintWriter out, ObjectNode document, String fleet, int devices, FleetReport report) {
        out.printf(
                Locale.ROOT,
                "| %s | %d | %,.0f | %.0f %% | %.1f | %.1f / %.1f / %.1f | %.0f |%n",
                fleet,
                devices,
                report.workerHours(),
                100 * report.utilisation(),
                report.batch(),
                report.interactive().p50(),
                report.interactive().p95(),
                report.interactive().p99(),
                report.bulk().p95());
        out.flush();
        document.set(
                fleet,
                Json.mapper().valueToTree(report) instanceof ObjectNode node ? node.put("devices", devices) : null);
    }
}
