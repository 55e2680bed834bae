package dev.refinery.rewards;

import dev.refinery.contracts.event.Placement;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.encoder.PictureEncoder;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A candidate as metrics see it; what several metrics need is computed once. Belongs to one thread. */
public final class CandidateView {
    /** Long side of the working size in pixels. */
    public static final int WORKING_SIDE = 256;

    private final JudgedCandidate candidate;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final Map<PictureEncoder, float[]> embeddings = new HashMap<>();
    private final Map<String, Plane> claims = new HashMap<>();
    private @Nullable Lab lab;
    private @Nullable Plane subjects;

    public CandidateView(JudgedCandidate candidate) {
        this.candidate = candidate;
    }

    public Raster image() {
        return candidate.image();
    }

    /** Width over height. */
    public double aspect() {
        return (double) candidate.image().width() / candidate.image().height();
    }

    public List<Placement> placements() {
        return candidate.placements();
    }

    /** What was asked of the picture itself. */
    public Optional<AskedOutput> asked() {
        return Optional.ofNullable(candidate.asked());
    }

    public Optional<Placement> placementOf(String reference) {
        return candidate.placements().stream()
                .filter(p -> p.reference().equals(reference))
                .findFirst();
    }

    /** The picture at the working size. */
    public Lab lab() {
        if (lab == null) {
            lab = Lab.fit(candidate.image(), WORKING_SIDE);
        }
        return lab;
    }

    /** Features that several references share, made on first use. */
    public <T> T shared(Class<T> type, Function<CandidateView, T> make) {
        Object known = shared.get(type);
        if (known == null) {
            known = make.apply(this);
            shared.put(type, known);
        }
        return type.cast(known);
    }

    /** The whole picture's embedding, made once for each encoder. */
    public float[] embedding(PictureEncoder encoder) {
        return embeddings.computeIfAbsent(encoder, e -> e.embed(image()));
    }

    /** What the generator says that a reference's cut-out shows of it, 1 = subject, at the claim's own size. */
    public Optional<Plane> claimedMask(String reference) {
        return Optional.ofNullable(candidate.masks().get(reference))
                .map(mask -> claims.computeIfAbsent(reference, name -> lightness(mask)));
    }

    private static Plane lightness(Raster mask) {
        Plane out = new Plane(mask.width(), mask.height());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = (mask.rgba()[4 * i] & 255) / 255f;
        }
        return out;
    }

    /** As {@link #subjects}, pixel by pixel of the picture. */
    public Plane fullSubjects() {
        return SubjectCoverage.exact(candidate);
    }

    /** Where the generator says that subjects are, at the working size: 1 = subject. Boxes stand in for missing masks. */
    public Plane subjects() {
        if (subjects == null) {
            subjects = SubjectCoverage.of(candidate, lab().width(), lab().height());
        }
        return subjects;
    }
}
