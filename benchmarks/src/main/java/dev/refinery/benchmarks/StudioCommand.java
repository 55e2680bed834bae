package dev.refinery.benchmarks;

import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.StepNoise;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.inference.flow.FlowPrompt;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.FlowRuntime;
import dev.refinery.inference.runtime.GeneratorRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The learned generator beside the compositor on held-out procedural scenes. The compositor's pictures are judged twice, the second
 * time without its layout, as nobody tells one of the learned generator's: placement metrics are masked for both then.
 */
@Command(
        name = "studio",
        mixinStandardHelpOptions = true,
        description = "Judges pictures of studio-flow and of the compositor for the same scenes.")
final class StudioCommand implements Callable<Integer> {
    @Option(names = "--cases", arity = "1..*", description = "Job files or folders (default: benchmarks/cases/studio).")
    List<String> cases = List.of();

    @Option(
            names = "--draws",
            defaultValue = "8",
            description = "Pictures a scene and model (default ${DEFAULT-VALUE}).")
    int draws;

    @Option(names = "--seed", defaultValue = "1", description = "Of the draws (default ${DEFAULT-VALUE}).")
    long seed;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final CandidateJudge judge = new CandidateJudge(RewardPolicies.load(RewardPolicies.DEFAULT));

    @Override
    public Integer call() {
        if (draws < 1) {
            throw new BenchFailure("--draws must be at least 1");
        }
        Path root = WorkbenchOptions.root();
        List<String> where = cases.isEmpty()
                ? List.of(root.resolve("benchmarks/cases/studio").toString())
                : cases;
        List<BenchJob> jobs = BenchJob.load(where, root);
        StudioReport report = new StudioReport();
        try (BundleRuntime compositor = compositor(root);
                FlowRuntime studio = FlowRuntime.load(FlowBundle.open(bundle(root, "studio-flow")), options())) {
            LatentSpace space = GeneratorProfile.ofManifest(
                            Files.readAllBytes(bundle(root, "compositor").resolve(Bundle.MANIFEST)))
                    .latents();
            for (BenchJob job : jobs) {
                judgeDraws(report, job, compositor, space);
                int length =
                        studio.latentLength(job.output().width(), job.output().height());
                judgeDraws(report, job, studio, LatentSpace.ungrouped(length));
            }
        } catch (IOException | BundleRejectedException e) {
            throw new BenchFailure("cannot load a bundle: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(jobs.size() + " scenes, " + draws + " pictures each and model, policy " + RewardPolicies.DEFAULT
                + ". Scores rank pictures of one generator; between generators they are a hint.");
        out.print(report.table());
        out.flush();
        return 0;
    }

    private static Path bundle(Path root, String name) {
        return root.resolve("bundles").resolve(name).resolve("1");
    }

    private static BundleRuntime compositor(Path root) throws IOException, BundleRejectedException {
        return BundleRuntime.load(Bundle.open(bundle(root, "compositor")), options());
    }

    private static RuntimeOptions options() {
        return RuntimeOptions.parallel(1);
    }

    private void judgeDraws(StudioReport report, BenchJob job, GeneratorRuntime model, LatentSpace space) {
        List<Scorecard> told = new ArrayList<>();
        List<Scorecard> untold = new ArrayList<>();
        double seconds = 0;
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            for (JudgedReference judged : job.references()) {
                Reference reference = judged.reference();
                prepared.add(new PreparedReference(
                        reference,
                        model.encode(
                                ReferenceKey.of(reference),
                                Lane.BATCH,
                                () -> new ReferencePixels(judged.image(), judged.mask()))));
            }
            for (int i = 0; i < draws; i++) {
                RenderedCandidate made = model.render(request(job, prepared, model, space, i));
                seconds += made.deviceSeconds();
                told.add(judge.judge(Workbench.judged(made), job.references()));
                untold.add(judge.judge(new JudgedCandidate(made.image(), List.of(), Map.of()), job.references()));
            }
        } finally {
            prepared.forEach(PreparedReference::close);
        }
        if (model instanceof BundleRuntime) {
            report.add(model.model() + ", layout told", told, seconds);
        }
        report.add(model.model(), untold, seconds);
    }

    private RenderRequest request(
            BenchJob job, List<PreparedReference> prepared, GeneratorRuntime model, LatentSpace space, int draw) {
        boolean canonical = draw == 0 && model instanceof BundleRuntime;
        NoiseStep step = canonical ? new NoiseStep.Zero() : new NoiseStep.Fresh(0, draw);
        Latents latents = Latents.of(NoiseMaterializer.materialize(new NoiseProgram(List.of(step)), seed, space));
        int width = job.output().width();
        int height = job.output().height();
        String prompt = FlowPrompt.of(job.prompt(), job.specs(), "image");
        return new RenderRequest(
                latents,
                Map.of(),
                prepared,
                job.output(),
                width,
                height,
                Lane.BATCH,
                new FlowInputs(prompt, Map.of(), null, StepNoise.NONE, () -> false, true));
    }
}
