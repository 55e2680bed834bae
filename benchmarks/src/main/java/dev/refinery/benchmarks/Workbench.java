package dev.refinery.benchmarks;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.AlphaMask;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.RenderedPlacement;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A generator and a judge in one process. Thread-safe. What was made once is not made again, but for pictures that others start
 * from: those are made again from their genomes where they are not remembered.
 */
final class Workbench implements AutoCloseable {
    private static final int PICTURES = 64;

    private final BundleAlone bundle;
    private final GeneratorProfile profile;
    private final CandidateJudge judge;
    private final CandidateKeys keys;
    private final CandidateLedger ledger;
    private final Map<String, Recipe> recipes = new ConcurrentHashMap<>();
    private final Map<String, Raster> pictures = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Raster> eldest) {
            return size() > PICTURES;
        }
    });

    private record Recipe(BenchJob job, GenerationTask task) {}

    private Workbench(
            BundleAlone bundle,
            GeneratorProfile profile,
            CandidateJudge judge,
            CandidateKeys keys,
            CandidateLedger ledger) {
        this.bundle = bundle;
        this.profile = profile;
        this.judge = judge;
        this.keys = keys;
        this.ledger = ledger;
    }

    /** The default bundle's previews of its own size, remembered while the bench is open. */
    static Workbench open(Path root, CandidateJudge judge, int threads) {
        return open(root.resolve("bundles/compositor/1"), judge, threads, 0, CandidateLedger.inMemory());
    }

    /**
     * @param folder of the bundle's version
     * @param previewLongSide pixels, 0 = what the bundle says
     * @param ledger closed with the bench
     */
    static Workbench open(Path folder, CandidateJudge judge, int threads, int previewLongSide, CandidateLedger ledger) {
        BundleAlone bundle = BundleAlone.load(folder, threads);
        GeneratorProfile own = bundle.profile();
        return new Workbench(
                bundle,
                previewLongSide == 0
                        ? own
                        : new GeneratorProfile(own.latents(), previewLongSide, own.effects(), own.abilities()),
                judge,
                CandidateKeys.of(
                        bundle.generator().bundleDigest(), judge.policy().digest()),
                ledger);
    }

    GeneratorProfile profile() {
        return profile;
    }

    Scorecard evaluate(BenchJob job, GenerationTask task) {
        return ledger.get(keys.key(job, task), () -> judge.judge(make(job, task), job.references()));
    }

    /** Names a candidate's picture, so that others can start from it. */
    ImageRef picture(BenchJob job, GenerationTask task) {
        String key = keys.key(job, task);
        if (profile.abilities().parents()) {
            recipes.put(key, new Recipe(job, task));
        }
        return new ImageRef("none", key, "0".repeat(64), "image/png", task.width(), task.height());
    }

    private Raster remembered(ImageRef image) {
        Raster known = pictures.get(image.key());
        if (known != null) {
            return known;
        }
        Recipe recipe = recipes.get(image.key());
        if (recipe == null) {
            throw new IllegalStateException("no candidate has the picture " + image.key());
        }
        return make(recipe.job(), recipe.task()).image();
    }

    JudgedCandidate make(BenchJob job, GenerationTask task) {
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            for (JudgedReference judged : job.references()) {
                Reference reference = judged.reference();
                if (bundle.generator().roles().containsKey(reference.role())) {
                    prepared.add(new PreparedReference(
                            reference,
                            bundle.generator()
                                    .encoder()
                                    .encode(
                                            ReferenceKey.of(reference),
                                            Lane.BATCH,
                                            () -> new ReferencePixels(judged.image(), judged.mask()))));
                }
            }
            RenderedCandidate rendered = bundle.generator()
                    .renderer()
                    .render(Requests.of(bundle.generator(), task, job.output(), prepared, this::remembered, true));
            if (profile.abilities().parents()) {
                pictures.put(keys.key(job, task), rendered.image());
            }
            return judged(rendered);
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
        bundle.close();
        ledger.close();
    }
}
