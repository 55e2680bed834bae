package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.Map;
import java.util.Optional;

/**
 * Hold-out of a subject: features that {@link SubjectFidelity} does not use.
 *
 * <pre>
 * census = agreement of signed comparisons with neighbours at 2 and 6 pixels (census transform, Zabih and Woodfill 1994)
 * hues   = histogram intersection of a 3 x 3 grid's chroma and hue bins, after bringing the mean colours together halfway
 * raw    = seen * (0.5 max(0, census) + 0.5 hues), seen = foreground share inside the frame and the source box
 * </pre>
 */
public final class SubjectAppearance implements RewardMetric {
    private static final int TILES = 3;
    private static final int HUES = 12;
    private static final int BINS = HUES + 4;

    @Override
    public String name() {
        return "subject-appearance";
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        SubjectTemplates templates = reference.shared(SubjectTemplates.class, SubjectTemplates::of);
        return (candidate, name) -> {
            Optional<Placement> placement = candidate.placementOf(name);
            if (placement.isEmpty()) {
                return new Verdict.Masked("the generator did not report where this subject is");
            }
            Placement place = placement.get();
            if (place.target().width() <= 0 || place.target().height() <= 0) {
                return new Verdict.Judged(0, Map.of("seen", 0.0));
            }
            return judge(templates.of(place.source()), candidate, place);
        };
    }

    private static Verdict judge(SubjectTemplate t, CandidateView candidate, Placement place) {
        SubjectPatch patch =
                SubjectPatch.of(candidate, place, t.lab().width(), t.lab().height());
        double inside = 0;
        double total = 1e-9;
        for (int i = 0; i < t.weight().values().length; i++) {
            total += t.weight().values()[i];
            inside += t.weight().values()[i] * patch.inside().values()[i];
        }
        double seen = inside / total * (1 - t.trust() * (1 - t.kept()));
        double census = 0.5 * census(t.lab().l(), patch.lab().l(), t.weight(), 2)
                + 0.5 * census(t.lab().l(), patch.lab().l(), t.weight(), 6);
        double hues = hues(t.lab(), patch.lab(), t.weight());
        return new Verdict.Judged(
                seen * (0.5 * Math.max(0, census) + 0.5 * hues), Map.of("census", census, "hues", hues, "seen", seen));
    }

    private static double census(Plane x, Plane y, Plane weight, int reach) {
        int w = x.width();
        int h = x.height();
        int[] around = {reach, reach * w, reach * w + reach, reach * w - reach};
        double sum = 0;
        double total = 1e-6;
        for (int row = 0; row < h - reach; row++) {
            for (int column = reach; column < w - reach; column++) {
                int i = row * w + column;
                for (int step : around) {
                    double both = weight.values()[i] * weight.values()[i + step];
                    double r = soft(x.values()[i + step] - x.values()[i]);
                    double c = soft(y.values()[i + step] - y.values()[i]);
                    sum += both * r * c;
                    total += both * Math.max(r * r, c * c);
                }
            }
        }
        return sum / total;
    }

    private static double soft(double difference) {
        return difference / (3 + Math.abs(difference));
    }

    private static double hues(Lab reference, Lab image, Plane weight) {
        double total = 1e-9;
        double shiftA = 0;
        double shiftB = 0;
        for (int i = 0; i < weight.values().length; i++) {
            double w = weight.values()[i];
            total += w;
            shiftA += w * (image.a().values()[i] - reference.a().values()[i]);
            shiftB += w * (image.b().values()[i] - reference.b().values()[i]);
        }
        double[] p = histogram(reference, weight, 0, 0);
        double[] q = histogram(image, weight, -0.5 * shiftA / total, -0.5 * shiftB / total);
        double common = 0;
        double all = 1e-9;
        for (int i = 0; i < p.length; i++) {
            common += Math.min(p[i], q[i]);
            all += p[i];
        }
        return common / all;
    }

    /** Per tile: hue bins weighted by chroma, and four bins of lightness for what has none. */
    private static double[] histogram(Lab lab, Plane weight, double shiftA, double shiftB) {
        double[] out = new double[TILES * TILES * BINS];
        int w = lab.width();
        int h = lab.height();
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int i = y * w + x;
                double a = lab.a().values()[i] + shiftA;
                double b = lab.b().values()[i] + shiftB;
                double chroma = Math.hypot(a, b);
                double colored = Math.clamp((chroma - 4) / 16, 0, 1);
                int tile = (y * TILES / h * TILES + x * TILES / w) * BINS;
                double amount = weight.values()[i];
                double hue = (Math.atan2(b, a) / (2 * Math.PI) + 1) * HUES;
                int bin = (int) hue;
                double f = hue - bin;
                out[tile + bin % HUES] += amount * colored * (1 - f);
                out[tile + (bin + 1) % HUES] += amount * colored * f;
                double level = Math.clamp(lab.l().values()[i] / 100.0, 0, 1) * 3;
                int low = Math.min((int) level, 2);
                out[tile + HUES + low] += amount * (1 - colored) * (1 - (level - low));
                out[tile + HUES + low + 1] += amount * (1 - colored) * (level - low);
            }
        }
        return out;
    }
}
