package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Holds the cut-out that a generator says it made against the photo that it was cut from. The claim is evidence against its
 * maker only: it can lower a score and never raise it.
 *
 * <p>A right outline runs where the photo changes: subject on one side, backdrop on the other. Where backdrop was brought
 * along, or a piece of the subject left behind, the photo goes on across the outline. That is decided in the photo alone, so
 * neither the scene's light nor its style can hide it. Thread-safe.
 */
final class ClaimedCutOut {
    /** Long side of the source box in pixels, and what is looked at around it. */
    private static final int SIDE = 96;

    private static final int MARGIN = 12;
    /** Radius of the disc whose two halves are compared; a previewed mask is off by a pixel or two here. */
    private static final int REACH = 4;
    /** Claims above and below which a pixel is on one side of the outline; what is between is on neither. */
    private static final double IN = 0.8;

    private static final double OUT = 0.2;
    /** Squared Lab difference that speaks for an edge on even ground: 1 to 2 units, so that white on white still has edges. */
    private static final double EDGE = 2;
    /** Lightness counts half: shading changes it without an edge. */
    private static final double LIGHTNESS = 0.5;
    /** Pixels that a side of the outline needs. */
    private static final int ENOUGH = 3;
    /** Length of the outline in pixels, and share of it about which something can be said, for a verdict. */
    private static final int LEAST_OUTLINE = 24;

    private static final double LEAST_SHARE = 0.25;
    /** Long side of the target box in the mask's pixels below which the mask is too coarse for a verdict. */
    private static final double LEAST_SIDE = 40;

    private final Lab ground;
    private final boolean[] inPhoto;
    private final boolean[] sureBackdrop;
    private final boolean told;
    private final Placement.Box frame;

    private ClaimedCutOut(Lab ground, boolean[] inPhoto, boolean[] sureBackdrop, boolean told, Placement.Box frame) {
        this.ground = ground;
        this.inPhoto = inPhoto;
        this.sureBackdrop = sureBackdrop;
        this.told = told;
        this.frame = frame;
    }

    /** @param foreground with a backdrop around the subject */
    static ClaimedCutOut of(Lab photo, Foreground foreground, Placement.Box source) {
        double boxWidth = Math.max(1e-3, source.width()) * photo.width();
        double boxHeight = Math.max(1e-3, source.height()) * photo.height();
        double scale = SIDE / Math.max(boxWidth, boxHeight);
        int width = (int) Math.max(1, Math.round(boxWidth * scale)) + 2 * MARGIN;
        int height = (int) Math.max(1, Math.round(boxHeight * scale)) + 2 * MARGIN;
        double aside = MARGIN / scale / photo.width();
        double above = MARGIN / scale / photo.height();
        Placement.Box frame =
                new Placement.Box(source.x0() - aside, source.y0() - above, source.x1() + aside, source.y1() + above);
        Lab ground = photo.region(frame.x0(), frame.y0(), frame.x1(), frame.y1(), width, height);
        boolean[] inPhoto = new boolean[width * height];
        boolean[] sureBackdrop = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = frame.x0() + (x + 0.5) / width * frame.width();
                double v = frame.y0() + (y + 0.5) / height * frame.height();
                int i = y * width + x;
                inPhoto[i] = within(u, v);
                sureBackdrop[i] = inPhoto[i] && at(foreground.weight(), u, v) <= BackdropSpill.SURE;
            }
        }
        return new ClaimedCutOut(ground, inPhoto, sureBackdrop, foreground.given(), frame);
    }

    /** Empty where no mask is claimed, it is too coarse, or too little of its outline can be held against the photo. */
    Optional<CutOutEvidence> against(CandidateView candidate, Placement place) {
        Placement.Box target = place.target();
        return candidate
                .claimedMask(place.reference())
                .filter(mask -> Math.max(target.width() * mask.width(), target.height() * mask.height()) >= LEAST_SIDE)
                .flatMap(mask -> evidence(claim(candidate, place, mask)));
    }

    /** The claimed mask in the photo's frame. */
    private Claim claim(CandidateView candidate, Placement place, Plane mask) {
        List<Plane> others = new ArrayList<>();
        for (Placement other : candidate.placements()) {
            if (!other.reference().equals(place.reference())) {
                candidate.claimedMask(other.reference()).ifPresent(others::add);
            }
        }
        Placement.Box source = place.source();
        Placement.Box target = place.target();
        double w = target.width() * mask.width();
        double h = target.height() * mask.height();
        double cx = 0.5 * (target.x0() + target.x1()) * mask.width();
        double cy = 0.5 * (target.y0() + target.y1()) * mask.height();
        double cos = Math.cos(place.rotation());
        double sin = Math.sin(place.rotation());
        Claim claim = new Claim(ground.width(), ground.height());
        for (int y = 0; y < ground.height(); y++) {
            double v = frame.y0() + (y + 0.5) / ground.height() * frame.height();
            double py = ((v - source.y0()) / Math.max(1e-3, source.height()) - 0.5) * h;
            for (int x = 0; x < ground.width(); x++) {
                double u = frame.x0() + (x + 0.5) / ground.width() * frame.width();
                double across = (u - source.x0()) / Math.max(1e-3, source.width()) - 0.5;
                double px = (place.mirrored() ? -across : across) * w;
                double mx = (cx + cos * px - sin * py) / mask.width();
                double my = (cy + sin * px + cos * py) / mask.height();
                int i = y * ground.width() + x;
                if (within(mx, my)) {
                    claim.mask[i] = at(mask, mx, my);
                    claim.clear[i] = inPhoto[i] && others.stream().allMatch(other -> at(other, mx, my) < OUT);
                }
            }
        }
        return claim;
    }

    private Optional<CutOutEvidence> evidence(Claim claim) {
        double parted = parted(claim);
        int outline = 0;
        int judged = 0;
        int unseen = 0;
        double open = 0;
        for (int y = REACH; y < ground.height() - REACH; y++) {
            for (int x = REACH; x < ground.width() - REACH; x++) {
                if (!claim.outline(x, y)) {
                    continue;
                }
                outline++;
                Sides sides = sides(claim, x, y, claim::in, claim::out);
                if (sides.known()) {
                    judged++;
                    open += sureBackdrop[y * ground.width() + x] ? parted * sides.alike() : sides.alike();
                } else if (photoEnds(x, y)) {
                    unseen++;
                }
            }
        }
        if (outline < LEAST_OUTLINE || judged + unseen < LEAST_SHARE * outline) {
            return Optional.empty();
        }
        return Optional.of(new CutOutEvidence(
                open / Math.max(1, judged),
                (double) unseen / outline,
                (told ? 1 : parted) * claim.share(sureBackdrop),
                told));
    }

    private boolean photoEnds(int x, int y) {
        int i = y * ground.width() + x;
        int down = REACH * ground.width();
        return !inPhoto[i - REACH] || !inPhoto[i + REACH] || !inPhoto[i - down] || !inPhoto[i + down];
    }

    /**
     * How clearly the sure backdrop inside a cut-out is parted from the rest of it, [0, 1]. A slab ends where the subject begins; a
     * white product on white has a side without an edge, and what looks like backdrop there fades into it.
     */
    private double parted(Claim claim) {
        int seams = 0;
        double soft = 0;
        for (int y = REACH; y < ground.height() - REACH; y++) {
            for (int x = REACH; x < ground.width() - REACH; x++) {
                int at = y * ground.width() + x;
                if (!claim.in(at) || !sureBackdrop[at] || !besideSubject(at)) {
                    continue;
                }
                Sides sides =
                        sides(claim, x, y, i -> claim.in(i) && sureBackdrop[i], i -> claim.in(i) && !sureBackdrop[i]);
                if (sides.known()) {
                    seams++;
                    soft += sides.fading();
                }
            }
        }
        return seams == 0 ? 1 : 1 - soft / seams;
    }

    private boolean besideSubject(int i) {
        int down = ground.width();
        return !sureBackdrop[i - 1] || !sureBackdrop[i + 1] || !sureBackdrop[i - down] || !sureBackdrop[i + down];
    }

    private Sides sides(Claim claim, int x, int y, IntPredicate one, IntPredicate two) {
        Sides sides = new Sides();
        for (int dy = -REACH; dy <= REACH; dy++) {
            for (int dx = -REACH; dx <= REACH; dx++) {
                int i = (y + dy) * ground.width() + x + dx;
                if (dx * dx + dy * dy > REACH * REACH || !claim.clear[i]) {
                    continue;
                }
                if (one.test(i)) {
                    sides.one.add(ground, i);
                } else if (two.test(i)) {
                    sides.two.add(ground, i);
                }
            }
        }
        return sides;
    }

    private static boolean within(double u, double v) {
        return u > 0 && v > 0 && u < 1 && v < 1;
    }

    private static float at(Plane plane, double u, double v) {
        return plane.sample((float) (u * plane.width() - 0.5), (float) (v * plane.height() - 0.5));
    }

    /** A claimed mask, and where nothing but the photo decides: inside photo and picture, and not behind another subject. */
    private static final class Claim {
        private final int width;
        private final float[] mask;
        private final boolean[] clear;

        Claim(int width, int height) {
            this.width = width;
            this.mask = new float[width * height];
            this.clear = new boolean[width * height];
        }

        boolean in(int i) {
            return mask[i] > IN;
        }

        boolean out(int i) {
            return mask[i] < OUT;
        }

        boolean outline(int x, int y) {
            int i = y * width + x;
            return mask[i] >= 0.5
                    && (mask[i - 1] < 0.5 || mask[i + 1] < 0.5 || mask[i - width] < 0.5 || mask[i + width] < 0.5);
        }

        double share(boolean[] of) {
            double all = 1e-9;
            double hit = 0;
            for (int i = 0; i < mask.length; i++) {
                all += mask[i];
                hit += of[i] ? mask[i] : 0;
            }
            return hit / all;
        }
    }

    /** What lies within reach on two sides of a line. */
    private static final class Sides {
        private final Side one = new Side();
        private final Side two = new Side();

        boolean known() {
            return one.count >= ENOUGH && two.count >= ENOUGH;
        }

        /** 1 where the sides do not differ by more than their own unrest, 0 at an edge. */
        double alike() {
            return Math.exp(-one.distance(two) / (EDGE + 0.5 * (one.unrest() + two.unrest())));
        }

        /** 1 where the mean colours are the same. Texture is no fading: where there is some, a line through it is a guess of salience. */
        double fading() {
            return Math.exp(-one.distance(two) / EDGE);
        }
    }

    /** Mean and variance of the colours on one side of a line. */
    private static final class Side {
        private int count;
        private double l;
        private double a;
        private double b;
        private double squares;

        void add(Lab lab, int i) {
            double pl = lab.l().values()[i];
            double pa = lab.a().values()[i];
            double pb = lab.b().values()[i];
            count++;
            l += pl;
            a += pa;
            b += pb;
            squares += LIGHTNESS * pl * pl + pa * pa + pb * pb;
        }

        double distance(Side other) {
            double dl = l / count - other.l / other.count;
            double da = a / count - other.a / other.count;
            double db = b / count - other.b / other.count;
            return LIGHTNESS * dl * dl + da * da + db * db;
        }

        double unrest() {
            return Math.max(0, (squares - (LIGHTNESS * l * l + a * a + b * b) / count) / count);
        }
    }
}
