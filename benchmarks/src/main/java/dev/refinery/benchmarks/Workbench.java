package dev.refinery.benchmarks;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.AlphaMask;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.RenderedPlacement;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A generator and a judge in one process. Thread-safe. What was made once is not made again. */
final class Workbench implements AutoCloseable {
    private final BundleRuntime generator;
    private final GeneratorProfile profile;
    private final CandidateJudge judge;
    private final CandidateKeys keys;
    private final CandidateLedger ledger;

    private Workbench(
            BundleRuntime generator,
            GeneratorProfile profile,
            CandidateJudge judge,
            CandidateKeys keys,
            CandidateLedger ledger) {
        this.generator = generator;
        this.profile = profile;
        this.judge = judge;
        this.keys = keys;
        this.ledger = ledger;
    }

    /** Previews of the bundle's own size, remembered while the bench is open. */
    static Workbench open(Path root, CandidateJudge judge, int threads) {
        return open(root, judge, threads, 0, CandidateLedger.inMemory());
    }

    /**
     * @param previewLongSide pixels, 0 = what the bundle says
     * @param ledger closed with the bench
     */
    static Workbench open(Path root, CandidateJudge judge, int threads, int previewLongSide, CandidateLedger ledger) {
        Path folder = root.resolve("bundles/compositor/1");
        try {
            Bundle bundle = Bundle.open(folder);
            GeneratorProfile profile = GeneratorProfile.ofManifest(Files.readAllBytes(folder.resolve(Bundle.MANIFEST)));
            return new Workbench(
                    BundleRuntime.load(bundle, RuntimeOptions.parallel(threads)),
                    previewLongSide == 0
                            ? profile
                            : new GeneratorProfile(profile.latents(), previewLongSide, profile.effects()),
                    judge,
                    CandidateKeys.of(bundle.digest(), judge.policy().digest()),
                    ledger);
        } catch (IOException | BundleRejectedException e) {
            throw new BenchFailure("cannot load the bundle in " + folder + ": " + e.getMessage(), e);
        }
    }

    GeneratorProfile profile() {
        return profile;
    }

    Scorecard evaluate(BenchJob job, GenerationTask task) {
        return ledger.get(keys.key(job, task), () -> judge.judge(make(job, task), job.references()));
    }

    JudgedCandidate make(BenchJob job, GenerationTask task) {
        Latents latents =
                Latents.of(NoiseMaterializer.materialize(task.genome().noise(), task.seed(), profile.latents()));
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            for (JudgedReference judged : job.references()) {
                Reference reference = judged.reference();
                prepared.add(new PreparedReference(
                        reference,
                        generator.encode(
                                ReferenceKey.of(reference),
                                Lane.BATCH,
                                () -> new ReferencePixels(judged.image(), judged.mask()))));
            }
            return judged(generator.render(new RenderRequest(
                    latents,
                    task.genome().guidance(),
                    prepared,
                    job.output(),
                    task.width(),
                    task.height(),
                    Lane.BATCH)));
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    static JudgedCandidate judged(RenderedCandidate rendered) {
        List<Placement> placements = new ArrayList<>();
        Map<String, Raster> masks = new HashMap<>();
        for (RenderedPlacement placement : rendered.placements()) {
            placements.add(placement.toPlacement(null));
            masks.put(placement.reference(), grey(placement.mask()));
        }
        return new JudgedCandidate(rendered.image(), placements, masks);
    }

    private static Raster grey(AlphaMask mask) {
        byte[] alpha = mask.alpha();
        byte[] rgba = new byte[alpha.length * 4];
        for (int i = 0; i < alpha.length; i++) {
            rgba[4 * i] = alpha[i];
            rgba[4 * i + 1] = alpha[i];
            rgba[4 * i + 2] = alpha[i];
            rgba[4 * i + 3] = (byte) 255;
        }
        return Raster.of(mask.width(), mask.height(), rgba);
    }

    @Override
    public void close() {
        generator.close();
        ledger.close();
    }
}
