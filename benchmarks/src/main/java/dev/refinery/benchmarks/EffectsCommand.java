package dev.refinery.benchmarks;

import dev.refinery.benchmarks.Trajectory.Made;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.refinement.Effects;
import dev.refinery.refinement.EffectsFit;
import dev.refinery.refinement.EffectsFormat;
import dev.refinery.refinement.Scores;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how a bundle's latents and guidance move the scores that the default policy gives: the {@code effects} of its
 * manifest, which the search starts from. Hold-out scores are not looked at.
 */
@Command(
        name = "effects",
        mixinStandardHelpOptions = true,
        description = "Fits the effects of a bundle's latents and guidance on scores, for its manifest.")
final class EffectsCommand implements Callable<Integer> {
    /** Wider than a search goes, so that its reach is inside what was seen. */
    private static final double DEVIATION = 1.2;

    @Option(
            names = "--cases",
            arity = "1..*",
            description =
                    "samples, catalogue, job files or folders (default: the catalogue and benchmarks/cases/tuning).")
    List<String> cases = List.of();

    @Option(names = "--draws", defaultValue = "200", description = "Candidates a case (default ${DEFAULT-VALUE}).")
    int draws;

    @Mixin
    WorkbenchOptions options = new WorkbenchOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the effects there as JSON.")
    @Nullable
    Path file;

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
                                root.resolve("benchmarks/cases/tuning").toString())
                        : cases,
                root);
        Effects effects;
        try (Workbench bench = options.open();
                ExecutorService pool = options.pool()) {
            int latents = bench.profile().latents().length();
            List<EffectsFit.JobDraws> drawn = new ArrayList<>();
            for (BenchJob job : jobs) {
                long seed = job.name().hashCode();
                Plan wide = Plan.wideDraws(job.specs(), latents, DEVIATION, seed);
                List<Made> made = Trajectory.make(bench, job, seed, wide.next(List.of(), draws), pool);
                drawn.add(new EffectsFit.JobDraws(
                        job.specs(), made.stream().map(EffectsCommand::draw).toList()));
            }
            effects = EffectsFit.fit(bench.profile().latents(), drawn);
        }
        print(out, effects);
        if (file != null) {
            Files.write(
                    file,
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(EffectsFormat.write(effects)));
            out.println("wrote " + file);
        }
        out.flush();
        return 0;
    }

    private static EffectsFit.Draw draw(Made made) {
        float[] z = new float[made.latents().size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = made.latents().get(i);
        }
        Map<String, Double> scores = new TreeMap<>();
        for (ReferenceScore score : Scores.judged(made.card())) {
            scores.put(score.name(), score.score());
        }
        return new EffectsFit.Draw(z, made.guidance(), scores);
    }

    private static void print(PrintWriter out, Effects effects) {
        out.println("Change of a score's logit: mean ± deviation between jobs, the strongest first");
        new TreeMap<>(effects.roles()).forEach((role, of) -> {
            out.printf(Locale.ROOT, "%s (unexplained %.2f)%n", role.wireName(), of.noise());
            of.effects().entrySet().stream()
                    .sorted((a, b) -> Double.compare(
                            Math.abs(b.getValue().mean()), Math.abs(a.getValue().mean())))
                    .limit(10)
                    .forEach(e -> out.printf(
                            Locale.ROOT,
                            "  %-34s %+.3f ± %.3f%n",
                            e.getKey(),
                            e.getValue().mean(),
                            e.getValue().deviation()));
        });
    }
}
