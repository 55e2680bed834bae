package dev.refinery.benchmarks;

import dev.refinery.benchmarks.EngineReport.Batching;
import dev.refinery.benchmarks.EngineReport.Cache;
import dev.refinery.benchmarks.EngineReport.Memory;
import dev.refinery.benchmarks.EngineReport.Throughput;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.RenderRequest;
import dev.refinery.localstack.InfraProcess;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the worker adds to its generator: a whole worker, with a real broker and a real store, against a bare loop. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a whole worker against a bare loop over the same module on as many threads, in turns: candidates a second,"
                    + " CPU, time beside rendering, what remembered references and renders at a time bring, and memory.",
            "The broker and the store run in another process of this machine. Linux only.",
            "Exit code: 0 the worker reaches 90 % of the bare loop at some number of threads and memory is flat, 3 not."
        })
final class EngineCommand implements Callable<Integer> {
    private static final int TARGET_MISSED = 3;
    private static final List<Integer> RENDERS = List.of(1, 2, 4, 8);
    private static final int FLOW_TURNS = 3;

    @Option(names = "--bundle", description = "Folder of a bundle's version (default bundles/compositor/1).")
    @Nullable
    Path bundle;

    @Option(
            names = "--job",
            defaultValue = "samples/jobs/single-product.json",
            description = "Job file (default ${DEFAULT-VALUE}).")
    Path job = Path.of("");

    @Option(
            names = "--side",
            defaultValue = "0",
            description = "Sides of the pictures; 0 = the bundle's previews, 384 where it has none.")
    int side;

    @Option(
            names = "--threads",
            split = ",",
            description = "Renders at a time (default: as many as there are cores, and one less).")
    List<Integer> threads = List.of();

    @Option(
            names = "--ahead",
            defaultValue = "2",
            description = "Tasks the worker holds beyond those (default ${DEFAULT-VALUE}).")
    int ahead;

    @Option(names = "--turns", defaultValue = "5", description = "Turns of each side (default ${DEFAULT-VALUE}).")
    int turns;

    @Option(names = "--count", defaultValue = "96", description = "Candidates a turn (default ${DEFAULT-VALUE}).")
    int count;

    @Option(
            names = "--new-references",
            defaultValue = "8",
            description = "Candidates with new references; 0 = none (default ${DEFAULT-VALUE}).")
    int fresh;

    @Option(
            names = "--memory",
            defaultValue = "2000",
            description = "Candidates over which memory is watched; 0 = none (default ${DEFAULT-VALUE}).")
    int memory;

    @Option(
            names = "--flow",
            arity = "0..*",
            description = "Flow bundles rendered 1, 2, 4 and 8 at a time (default: the tiny one of the tests, and"
                    + " bundles/studio-flow/1 where there is one).")
    @Nullable
    List<Path> flows;

    @Option(names = "--flow-side", defaultValue = "0", description = "Sides of their pictures; 0 = their largest.")
    int flowSide;

    @Option(
            names = "--flow-count",
            defaultValue = "16",
            description = "Their pictures a turn; 0 = none (default ${DEFAULT-VALUE}).")
    int flowCount;

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
    public Integer call() throws IOException, InterruptedException {
        Path root = WorkbenchOptions.root();
        BenchJob made =
                BenchJob.load(List.of(root.resolve(job).toString()), root).getFirst();
        Path folder = bundle == null ? root.resolve("bundles/compositor/1") : bundle;
        List<Throughput> throughput = new ArrayList<>();
        List<Cache> cache = List.of();
        Memory watched = null;
        String model = "";
        int size = side;
        Path data = Files.createTempDirectory("refinery-engine");
        StackOptions options = StackOptions.of(root, new StackHome(data));
        try (InfraProcess infra = InfraProcess.start(options)) {
            for (int at : threads()) {
                try (BundleAlone alone = BundleAlone.load(folder, at)) {
                    model = alone.model();
                    size = side > 0 ? side : Math.max(384, alone.profile().previewLongSide());
                    try (EngineBench bench = new EngineBench(infra, alone, made, size, at, ahead)) {
                        say(at + " at a time");
                        throughput.add(bench.throughput(turns, count));
                        boolean last = throughput.size() == threads().size();
                        if (last && fresh > 0) {
                            say("new references");
                            cache = bench.cache(fresh);
                        }
                        if (last && memory > 0) {
                            say("memory");
                            watched = bench.memory(memory, Math.max(1, memory / 40));
                        }
                    }
                }
            }
        }
        delete(data);
        EngineReport report =
                new EngineReport(machine(), model, made.name(), size, throughput, cache, batching(root, made), watched);
        PrintWriter out = spec.commandLine().getOut();
        if (json == null) {
            new EngineTables(out).print(report);
        } else {
            BenchJson.write(report, json, out);
        }
        out.flush();
        boolean fast = throughput.stream().anyMatch(t -> t.ratio() >= EngineReport.TARGET);
        return fast && (watched == null || watched.trend().flat()) ? 0 : TARGET_MISSED;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    /** The fewest last, as that leaves room for what else a worker does. */
    private List<Integer> threads() {
        int cores = Runtime.getRuntime().availableProcessors();
        TreeSet<Integer> wanted = new TreeSet<>(threads.isEmpty() ? List.of(cores, Math.max(1, cores - 1)) : threads);
        if (wanted.first() < 1) {
            throw new BenchFailure("--threads must be 1 or more");
        }
        return List.copyOf(wanted.descendingSet());
    }

    private List<Batching> batching(Path root, BenchJob made) throws InterruptedException {
        List<Batching> all = new ArrayList<>();
        if (flowCount == 0) {
            return all;
        }
        List<Path> wanted = new ArrayList<>();
        if (flows != null) {
            wanted.addAll(flows);
        } else {
            wanted.add(root.resolve("bundles/export/fixtures/tiny-klein/1"));
            Path studio = root.resolve("bundles/studio-flow/1");
            if (Files.isDirectory(studio)) {
                wanted.add(studio);
            }
        }
        for (Path flow : wanted) {
            try (BundleAlone alone = BundleAlone.load(flow, Runtime.getRuntime().availableProcessors())) {
                say(alone.model());
                all.addAll(batching(alone, made));
            }
        }
        return all;
    }

    private List<Batching> batching(BundleAlone alone, BenchJob made) throws InterruptedException {
        var flow = alone.generator().flow();
        if (flow == null) {
            throw new BenchFailure(alone.model() + " is no flow bundle");
        }
        int size = flowSide > 0 ? flowSide : Math.min(512, flow.largest());
        EngineTasks tasks = new EngineTasks(made, alone.generator(), alone.model(), size);
        List<PreparedReference> prepared = tasks.prepare();
        try {
            List<RenderRequest> requests = tasks.tasks(flowCount, made.specs()).stream()
                    .map(task -> tasks.request(task, prepared))
                    .toList();
            double[] seconds = new double[RENDERS.size()];
            for (int turn = 0; turn <= FLOW_TURNS; turn++) {
                for (int k = 0; k < RENDERS.size(); k++) {
                    long began = System.nanoTime();
                    ConcurrentRenders.run(alone.generator().renderer(), requests, RENDERS.get(k));
                    // The first turn warms up.
                    seconds[k] += turn == 0 ? 0 : (System.nanoTime() - began) / 1e9;
                }
            }
            List<Batching> rows = new ArrayList<>();
            for (int k = 0; k < seconds.length; k++) {
                rows.add(new Batching(alone.model(), size, RENDERS.get(k), FLOW_TURNS * flowCount / seconds[k]));
            }
            return rows;
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    private void say(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("  " + what);
        err.flush();
    }

    static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", JDK " + Runtime.version().feature();
    }
}
