package dev.refinery.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.rewards.JudgedReference;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What one candidate costs on one thread, through the runtime that the worker uses. Nothing is cached between jobs. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Times the preparation of references, previews and finals on one thread.")
final class RenderCommand implements Callable<Integer> {
    @Option(names = "--job", arity = "1..*", description = "Job files or folders (default: the sample jobs).")
    List<String> jobs = List.of("samples");

    @Option(names = "--style", arity = "1..*", description = "Pictures: each job again in the style of each.")
    List<Path> styles = List.of();

    @Option(names = "--side", defaultValue = "384", description = "Longer side of previews (default ${DEFAULT-VALUE}).")
    int side;

    @Option(
            names = "--final",
            defaultValue = "1024",
            description = "Side of the square final (default ${DEFAULT-VALUE}).")
    int finalSide;

    @Option(names = "--repeat", defaultValue = "9", description = "Previews timed per job (default ${DEFAULT-VALUE}).")
    int repeat;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        Path root = Path.of(System.getProperty("refinery.root", ".")).toAbsolutePath();
        List<BenchJob> all = new ArrayList<>();
        for (BenchJob job : BenchJob.load(jobs, root)) {
            all.add(job);
            styles.forEach(style -> all.add(job.inStyleOf(style)));
        }
        Path folder = root.resolve("bundles/compositor/1");
        // No room for encodings: each job prepares its references afresh.
        RuntimeOptions options = new RuntimeOptions(1, null, 0, Duration.ofSeconds(15), Duration.ZERO);
        try (BundleRuntime generator = BundleRuntime.load(Bundle.open(folder), options)) {
            int latents = GeneratorProfile.ofManifest(Files.readAllBytes(folder.resolve(Bundle.MANIFEST)))
                    .latents()
                    .length();
            generator.warmUp();
            PrintWriter out = spec.commandLine().getOut();
            out.println("One thread; CPU of this process, wall in brackets. Previews: mean CPU and median wall of "
                    + repeat + ".");
            out.flush();
            for (BenchJob job : all) {
                measure(generator, job, Latents.zero(latents), out);
            }
            return 0;
        } catch (IOException | BundleRejectedException e) {
            throw new BenchFailure("cannot load the bundle in " + folder + ": " + e.getMessage(), e);
        }
    }

    private void measure(BundleRuntime generator, BenchJob job, Latents latents, PrintWriter out) {
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            out.printf(Locale.ROOT, "%n%s%n", job.name());
            for (JudgedReference judged : job.references()) {
                Reference reference = judged.reference();
                Timed<PreparedReference> one = Timed.of(() -> new PreparedReference(
                        reference,
                        generator.encode(
                                ReferenceKey.of(reference),
                                Lane.BATCH,
                                () -> new ReferencePixels(judged.image(), judged.mask()))));
                prepared.add(one.result());
                out.printf(
                        Locale.ROOT,
                        "  prepare %-10s %-14s %6.2f s (%.2f)%n",
                        reference.role().toString().toLowerCase(Locale.ROOT),
                        reference.name(),
                        one.cpuSeconds(),
                        one.wallSeconds());
            }
            double scale =
                    (double) side / Math.max(job.output().width(), job.output().height());
            RenderRequest preview = new RenderRequest(
                    latents,
                    Map.of(),
                    prepared,
                    job.output(),
                    (int) Math.max(1, Math.round(job.output().width() * scale)),
                    (int) Math.max(1, Math.round(job.output().height() * scale)),
                    Lane.BATCH);
            generator.render(preview);
            List<Timed<?>> previews = new ArrayList<>();
            for (int i = 0; i < Math.max(1, repeat); i++) {
                previews.add(Timed.of(() -> generator.render(preview)));
            }
            out.printf(
                    Locale.ROOT,
                    "  preview %-25s %6.0f ms (%.0f)%n",
                    preview.width() + "x" + preview.height(),
                    // The process clock ticks every 10 ms on Linux: only the mean means something.
                    1e3
                            * previews.stream()
                                    .mapToDouble(Timed::cpuSeconds)
                                    .average()
                                    .orElse(0),
                    1e3 * median(previews.stream().map(Timed::wallSeconds).toList()));
            RenderRequest large =
                    new RenderRequest(latents, Map.of(), prepared, job.output(), finalSide, finalSide, Lane.BATCH);
            Timed<?> last = Timed.of(() -> generator.render(large));
            out.printf(
                    Locale.ROOT,
                    "  final   %-25s %6.2f s (%.2f)%n",
                    finalSide + "x" + finalSide,
                    last.cpuSeconds(),
                    last.wallSeconds());
            out.flush();
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : 0.5 * (sorted.get(middle - 1) + sorted.get(middle));
    }

    /** A result with what it cost: CPU time of the whole process, so that native threads count. */
    private record Timed<T>(T result, double cpuSeconds, double wallSeconds) {
        private static final OperatingSystemMXBean PROCESS =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        static <T> Timed<T> of(Supplier<T> work) {
            long cpu = PROCESS.getProcessCpuTime();
            long wall = System.nanoTime();
            T result = work.get();
            return new Timed<>(result, (PROCESS.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
        }
    }
}
