package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Is the subject there, whole, with its shapes and colours? The candidate's target box is brought back to the frame of the
 * reference's source box and compared with the <em>photo</em>, weighted by the scorer's own foreground:
 *
 * <pre>
 * structure = 0.5 max(0, edge-histogram correlation) + 0.5 max(0, contrast-structure MS-SSIM), less what pink noise gets
 * colour    = of CIEDE2000 mean and p95 after a bounded relighting
 * complete  = share of the foreground that is in the source box, in the frame, and large enough to be seen
 * raw       = complete * clean * cut * (0.6 structure + 0.4 colour)
 * clean     = 1 - 1.6 max(0, spill - 0.1), at least 0
 * cut       = what the photo leaves of the cut-out that the generator claims, 1 where it claims none
 * </pre>
 *
 * {@code spill} is the photo's own backdrop carried along with the subject: a slab of it spoils the picture,
 * however well the rest agrees. A photo that alpha has cut has no backdrop to spill. Needs a placement; masked without one.
 */
public final class SubjectFidelity implements RewardMetric {
    private static final double FLAT = 0.6;

    @Override
    public String name() {
        return "subject-fidelity";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        SubjectTemplates photos = reference.shared(SubjectTemplates.class, SubjectTemplates::of);
        BoundedCache<Placement.Box, Template> templates = new BoundedCache<>(4);
        return (candidate, name) -> {
            Optional<Placement> placement = candidate.placementOf(name);
            if (placement.isEmpty()) {
                return new Verdict.Masked("the generator did not report where this subject is");
            }
            Placement place = placement.get();
            if (place.target().width() <= 0 || place.target().height() <= 0) {
                return new Verdict.Judged(0, Map.of("completeness", 0.0));
            }
            Template template = templates.get(place.source(), box -> Template.of(photos, box));
            return judge(template, candidate, place);
        };
    }

    private static Verdict judge(Template template, CandidateView candidate, Placement place) {
        SubjectTemplate t = template.subject;
        SubjectPatch patch =
                SubjectPatch.of(candidate, place, t.lab().width(), t.lab().height());
        double structure = template.structure(patch.lab());
        double complete = completeness(t, patch, candidate, place);
        ColorAgreement color = ColorAgreement.between(t.lab(), patch.lab(), t.weight());
        double spill = t.backdrop() ? t.trust() * BackdropSpill.of(t, patch, candidate, place.target()) : 0;
        double clean = 1 - Math.clamp(1.6 * (spill - 0.1), 0, 1);
        Optional<CutOutEvidence> cut = template.claims.flatMap(claims -> claims.against(candidate, place));
        double cutFits = cut.map(CutOutEvidence::clean).orElse(1.0);
        double raw = complete * clean * cutFits * (0.6 * structure + 0.4 * color.score());
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("structure", structure);
        parts.put("color", color.score());
        parts.put("delta_e_2000", color.asSeen());
        parts.put("delta_e_mean", color.mean());
        parts.put("delta_e_p95", color.p95());
        parts.put("completeness", complete);
        parts.put("spill", spill);
        cut.ifPresent(evidence -> {
            parts.put("open_outline", evidence.open());
            parts.put("overreach", evidence.overreach());
        });
        return new Verdict.Judged(raw, parts);
    }

    private static double completeness(
            SubjectTemplate t, SubjectPatch patch, CandidateView candidate, Placement place) {
        double total = 1e-9;
        double seen = 0;
        for (int i = 0; i < t.weight().values().length; i++) {
            float w = t.weight().values()[i];
            total += w;
            seen += w * patch.inside().values()[i];
        }
        double inFrame = Math.clamp((seen / total - 0.3) / 0.65, 0, 1);
        double kept = 1 - t.trust() * (1 - Math.clamp(t.kept() / 0.95, 0, 1));
        double longSide = Math.max(
                place.target().width() * candidate.lab().width(),
                place.target().height() * candidate.lab().height());
        double large = Math.clamp(longSide / (0.16 * CandidateView.WORKING_SIDE), 0, 1);
        return inFrame * kept * Math.sqrt(large);
    }

    /** A template with the features that do not depend on the candidate. */
    private record Template(
            SubjectTemplate subject, Optional<ClaimedCutOut> claims, CellHistograms edges, Plane cells, double chance) {
        static Template of(SubjectTemplates photos, Placement.Box box) {
            SubjectTemplate subject = photos.of(box);
            Optional<ClaimedCutOut> claims = photos.claims(box);
            CellHistograms edges = CellHistograms.of(subject.lab().l(), 8, FLAT);
            Plane cells = subject.weight().resize(edges.columns(), edges.rows());
            Template bare = new Template(subject, claims, edges, cells, 0);
            double chance = 0;
            for (int seed = 1; seed <= 3; seed++) {
                Plane noise =
                        PinkNoise.plane(subject.lab().width(), subject.lab().height(), seed);
                chance += bare.rawStructure(noise) / 3;
            }
            return new Template(subject, claims, edges, cells, Math.min(0.5, chance));
        }

        double structure(Lab image) {
            return Math.max(0, (rawStructure(image.l()) - chance) / (1 - chance));
        }

        private double rawStructure(Plane lightness) {
            double histogram = edges.correlation(CellHistograms.of(lightness, 8, FLAT), cells.values());
            double similarity = StructuralSimilarity.between(subject.lab().l(), lightness, subject.weight());
            return 0.5 * Math.max(0, histogram) + 0.5 * Math.max(0, similarity);
        }
    }
}
