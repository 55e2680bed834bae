package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.encoder.PictureEncoder;
import java.util.Map;
import java.util.Optional;

/**
 * Cosine of a learned encoder's embeddings of reference and candidate, [-1, 1]. The region says which parts of the two are
 * compared; the policy's calibration, which belongs to one encoder and one region, turns the cosine into a score.
 */
public final class EmbeddingCosine implements RewardMetric {
    public static final String NAME = "embedding";
    private static final int PHOTO_SIDE = 512;

    private final PictureEncoder encoder;
    private final EmbeddingRegion region;

    public EmbeddingCosine(PictureEncoder encoder, EmbeddingRegion region) {
        this.encoder = encoder;
        this.region = region;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        return switch (region) {
            case PLACED -> placed(PictureCrops.cutOut(reference, PHOTO_SIDE));
            case UNPLACED -> unplaced(encoder.embed(PictureCrops.cutOut(reference, PHOTO_SIDE)));
            case OPEN -> open(encoder.embed(PictureCrops.opaque(reference.image())));
            case WHOLE -> whole(encoder.embed(PictureCrops.opaque(reference.image())));
        };
    }

    private Prepared placed(Raster photo) {
        BoundedCache<Placement.Box, float[]> boxes = new BoundedCache<>(4);
        return (candidate, name) -> {
            Optional<Placement> placement = candidate.placementOf(name);
            if (placement.isEmpty()) {
                return new Verdict.Masked("the generator did not report where this subject is");
            }
            Placement place = placement.get();
            Optional<Raster> crop = PictureCrops.upright(candidate.image(), place, PHOTO_SIDE);
            if (crop.isEmpty()) {
                return judged(0);
            }
            float[] wanted = boxes.get(place.source(), box -> encoder.embed(PictureCrops.box(photo, box)));
            return judged(cosine(wanted, encoder.embed(crop.get())));
        };
    }

    private Prepared unplaced(float[] wanted) {
        return (candidate, name) -> candidate.placementOf(name).isPresent()
                ? new Verdict.Masked("the generator reported where this subject is: see the placed region")
                : judged(cosine(wanted, candidate.embedding(encoder)));
    }

    private Prepared open(float[] wanted) {
        return (candidate, name) -> {
            if (candidate.placements().isEmpty()) {
                return judged(cosine(wanted, candidate.embedding(encoder)));
            }
            Raster small = Resampler.fit(
                    candidate.image(),
                    Math.min(
                            PHOTO_SIDE,
                            Math.max(
                                    candidate.image().width(), candidate.image().height())));
            PictureCrops.Uncovered open = PictureCrops.uncovered(small, candidate.subjects());
            double openness = Math.clamp(open.share() / 0.2, 0, 1);
            return judged(openness * cosine(wanted, encoder.embed(open.picture())));
        };
    }

    private Prepared whole(float[] wanted) {
        return (candidate, name) -> judged(cosine(wanted, candidate.embedding(encoder)));
    }

    private Verdict judged(double raw) {
        return new Verdict.Judged(raw, Map.of("cosine_" + encoder.id(), raw));
    }

    /** Of vectors of length 1. */
    public static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return Math.clamp(sum, -1, 1);
    }
}
