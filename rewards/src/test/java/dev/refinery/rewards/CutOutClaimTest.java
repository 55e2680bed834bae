package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.Studio.Color;
import dev.refinery.rewards.Studio.Painting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A generator cuts a subject out, pastes it and says what it cut. What the photo contradicts costs; nothing earns. */
class CutOutClaimTest {
    private static final UnaryOperator<Color> AS_IS = UnaryOperator.identity();
    /** Four inks, chosen by lightness, unlike any colour of the photos. */
    private static final UnaryOperator<Color> POSTER = c -> {
        double light = 0.3 * c.r() + 0.59 * c.g() + 0.11 * c.b();
        return light > 0.75
                ? new Color(0.95, 0.85, 0.6)
                : light > 0.5
                        ? new Color(0.95, 0.5, 0.2)
                        : light > 0.28 ? new Color(0.1, 0.55, 0.5) : new Color(0.1, 0.15, 0.25);
    };

    private static final Painting PLAIN = (x, y) -> new Color(0.93, 0.93, 0.92);
    private static final Painting CLUTTERED = (x, y) -> {
        double leaf = 1 + 0.25 * Math.sin(37 * x + 5 * Math.sin(9 * y)) * Math.sin(29 * y + 3);
        return new Color(0.45, 0.6, 0.35).times(leaf, leaf, leaf);
    };

    private static final Cut RIGHT = (x, y) -> Studio.inShape(
            (x - Studio.SOURCE.x0()) / Studio.SOURCE.width(), (y - Studio.SOURCE.y0()) / Studio.SOURCE.height());
    private static final Cut SLAB = (x, y) -> RIGHT.holds(x, y) || (x > 0.08 && x < 0.5 && y > 0.1 && y < 0.9);
    private static final Cut HALF = (x, y) -> RIGHT.holds(x, y) && x < 0.5;
    private static final Map<String, Cut> WRONG = Map.of(
            "slab",
            SLAB,
            "halo",
            grown(0.75),
            "half",
            HALF,
            "eroded",
            grown(1.3),
            "shifted",
            (x, y) -> RIGHT.holds(x - 0.18, y));

    /** Where the candidate shows the photo: .6 of its size, a little right of the middle. */
    private static final double LEFT = 0.22;

    private static final double TOP = 0.3;
    private static final double SCALE = 0.6;

    private final CandidateJudge judge = new CandidateJudge(RewardPolicies.load("catalog@1"));
    private int photos;

    /** Which part of the photo a generator takes for the subject. */
    private interface Cut {
        boolean holds(double x, double y);
    }

    private static Cut grown(double by) {
        return (x, y) -> RIGHT.holds(0.5 + by * (x - 0.5), 0.5 + by * (y - 0.5));
    }

    @Test
    void aWrongCutOutCostsOnAnyBackdropAndInAnyStyle() {
        for (Painting backdrop : List.of(PLAIN, CLUTTERED)) {
            JudgedReference own = subject(photo(backdrop, RIGHT));
            for (UnaryOperator<Color> style : List.of(AS_IS, POSTER)) {
                double right = score(made(own, RIGHT, style), own).score();
                WRONG.forEach((name, cut) -> assertThat(
                                score(made(own, cut, style), own).score())
                        .as(name)
                        .isLessThan(right - 0.2));
            }
        }
    }

    @Test
    void aRightCutOutKeepsItsScore() {
        for (Painting backdrop : List.of(PLAIN, CLUTTERED)) {
            JudgedReference own = subject(photo(backdrop, RIGHT));
            for (UnaryOperator<Color> style : List.of(AS_IS, POSTER)) {
                JudgedCandidate made = made(own, RIGHT, style);
                assertThat(score(made, own).parts()).containsKeys("open_outline", "overreach");
                assertThat(score(made, own).raw())
                        .isEqualTo(score(silent(made), own).raw());
            }
        }
    }

    /** Otherwise a generator could buy itself a score with a pretty mask. */
    @Test
    void noClaimEarnsAnything() {
        JudgedReference own = subject(photo(CLUTTERED, RIGHT));
        for (Cut shown : WRONG.values()) {
            JudgedCandidate made = made(own, shown, AS_IS);
            double unclaimed = score(silent(made), own).raw();
            assertThat(score(made, own).raw()).isLessThanOrEqualTo(unclaimed);
            JudgedCandidate lie = new JudgedCandidate(made.image(), made.placements(), Map.of("product", mask(RIGHT)));
            assertThat(score(lie, own).raw()).isLessThanOrEqualTo(unclaimed);
        }
    }

    /** The product's left edge is all but as white as the backdrop; the rest is a little darker. */
    @Test
    void aWhiteProductOnWhiteIsNotTakenForBackdrop() {
        for (double edge : List.of(0.97, 0.96, 0.95)) {
            Raster photo = Studio.paint((x, y) -> {
                double shade = edge
                        - 0.12 * (x - Studio.SOURCE.x0()) / Studio.SOURCE.width()
                        + 0.02 * Math.sin(40 * (y - Studio.SOURCE.y0()) / Studio.SOURCE.height());
                double level = RIGHT.holds(x, y) ? shade : 0.97;
                return new Color(level, level, level);
            });
            JudgedReference own = subject(photo);
            double right = score(made(own, RIGHT, AS_IS), own).score();
            assertThat(right).as("edge at %s", edge).isGreaterThan(0.8);
            assertThat(score(made(own, SLAB, AS_IS), own).score()).isLessThan(right - 0.2);
        }
    }

    /** Whether the subject goes on beyond its photo cannot be seen in the photo. */
    @Test
    void aSubjectThatThePhotoCutsOffIsNotAccused() {
        Cut large = (x, y) -> RIGHT.holds(x + 0.35, y);
        JudgedReference own = subject(photo(CLUTTERED, large));
        JudgedCandidate made = made(own, large, AS_IS);
        assertThat(part(made, own, "open_outline")).isLessThan(0.05);
        assertThat(score(made, own).raw()).isEqualTo(score(silent(made), own).raw());
    }

    @Test
    void anOutlineBehindAnotherSubjectIsNotHeldAgainstTheCutOut() {
        JudgedReference own = subject(photo(PLAIN, RIGHT));
        Cut bite = (x, y) -> x > 0.55 && y > 0.3 && y < 0.7;
        Cut bitten = (x, y) -> RIGHT.holds(x, y) && !bite.holds(x, y);
        JudgedCandidate alone = made(own, bitten, AS_IS, RIGHT);
        List<Placement> both = new ArrayList<>(alone.placements());
        both.add(Studio.placement("other", target(bounds(bite)), false, 0));
        JudgedCandidate behind =
                new JudgedCandidate(alone.image(), both, Map.of("product", mask(bitten), "other", mask(bite)));
        assertThat(part(alone, own, "open_outline")).isGreaterThan(0.2);
        assertThat(part(behind, own, "open_outline")).isLessThan(0.05);
    }

    /** A user who wants half of what the photo shows gets half. */
    @Test
    void aUsersMaskDecidesAgainstThePhotosEdges() {
        Raster photo = photo(PLAIN, RIGHT);
        JudgedReference plain = subject(photo);
        Reference told = plain.reference();
        JudgedReference own = new JudgedReference(told, photo, Studio.paint((x, y) -> grey(HALF.holds(x, y) ? 1 : 0)));
        JudgedCandidate half = made(own, HALF, POSTER);
        assertThat(score(half, own).raw()).isEqualTo(score(silent(half), own).raw());
        JudgedCandidate whole = made(own, RIGHT, POSTER);
        assertThat(part(whole, own, "overreach")).isGreaterThan(0.3);
        assertThat(score(whole, own).raw())
                .isLessThan(0.85 * score(silent(whole), own).raw());
    }

    @Test
    void mirrorAndRotationOfAClaimAreUndone() {
        JudgedReference own = subject(photo(PLAIN, HALF));
        Box source = bounds(HALF);
        Box target = target(source);
        Placement turned =
                new Placement("product", source, target, true, 0.3, 1, 0.2, 0, 1, Placement.Cutout.BACKDROP, null);
        double cx = 0.5 * (target.x0() + target.x1());
        double cy = 0.5 * (target.y0() + target.y1());
        Raster mask = Studio.paint((x, y) -> {
            double right = Math.cos(0.3) * (x - cx) + Math.sin(0.3) * (y - cy);
            double down = -Math.sin(0.3) * (x - cx) + Math.cos(0.3) * (y - cy);
            double u = source.x0() + (0.5 - right / target.width()) * source.width();
            double v = source.y0() + (0.5 + down / target.height()) * source.height();
            return grey(HALF.holds(u, v) ? 1 : 0);
        });
        Raster any = Studio.paint(Studio.place(0));
        assertThat(part(new JudgedCandidate(any, List.of(turned), Map.of("product", mask)), own, "open_outline"))
                .isLessThan(0.02);
        Placement upright = Studio.placement("product", target, false, 0);
        assertThat(part(new JudgedCandidate(any, List.of(upright), Map.of("product", mask)), own, "open_outline"))
                .isGreaterThan(0.2);
    }

    @Test
    void whatCannotBeHeldAgainstThePhotoIsLeftOut() {
        JudgedReference own = subject(photo(PLAIN, RIGHT));
        JudgedCandidate slab = made(own, SLAB, POSTER);
        Raster coarse = Studio.paint((x, y) -> grey(SLAB.holds((x - LEFT) / SCALE, (y - TOP) / SCALE) ? 1 : 0), 48, 48);
        for (Raster mask : List.of(coarse, Raster.filled(256, 256, 0, 0, 0, 255))) {
            ReferenceScore score =
                    score(new JudgedCandidate(slab.image(), slab.placements(), Map.of("product", mask)), own);
            assertThat(score.parts()).doesNotContainKeys("open_outline", "overreach");
            assertThat(score.raw()).isEqualTo(score(silent(slab), own).raw());
        }
    }

    private JudgedReference subject(Raster photo) {
        return Studio.reference("product", Role.SUBJECT, photo, photos++);
    }

    private static Raster photo(Painting backdrop, Cut subject) {
        return Studio.paint((x, y) -> subject.holds(x, y)
                ? Studio.product(
                        0,
                        (x - Studio.SOURCE.x0()) / Studio.SOURCE.width(),
                        (y - Studio.SOURCE.y0()) / Studio.SOURCE.height())
                : backdrop.at(x, y));
    }

    private static JudgedCandidate made(JudgedReference own, Cut cut, UnaryOperator<Color> style) {
        return made(own, cut, style, cut);
    }

    /** @param boxed what the generator says the box is of */
    private static JudgedCandidate made(JudgedReference own, Cut cut, UnaryOperator<Color> style, Cut boxed) {
        Painting place = Studio.place(0);
        Raster image = Studio.paint((x, y) -> {
            double u = (x - LEFT) / SCALE;
            double v = (y - TOP) / SCALE;
            return style.apply(shown(cut, u, v) ? pixel(own.image(), u, v) : place.at(x, y));
        });
        Box source = bounds(boxed);
        Placement claim = new Placement(
                "product", source, target(source), false, 0, 1, 0.2, 0, 1, Placement.Cutout.BACKDROP, null);
        return new JudgedCandidate(image, List.of(claim), Map.of("product", mask(cut)));
    }

    private static Raster mask(Cut cut) {
        return Studio.paint((x, y) -> grey(shown(cut, (x - LEFT) / SCALE, (y - TOP) / SCALE) ? 1 : 0));
    }

    private static boolean shown(Cut cut, double u, double v) {
        return u >= 0 && u < 1 && v >= 0 && v < 1 && cut.holds(u, v);
    }

    private static JudgedCandidate silent(JudgedCandidate candidate) {
        return new JudgedCandidate(candidate.image(), candidate.placements(), Map.of());
    }

    private static Color grey(double level) {
        return new Color(level, level, level);
    }

    private static Color pixel(Raster photo, double u, double v) {
        int x = (int) (u * photo.width());
        int y = (int) (v * photo.height());
        return new Color(photo.sample(x, y, 0) / 255.0, photo.sample(x, y, 1) / 255.0, photo.sample(x, y, 2) / 255.0);
    }

    private static Box target(Box source) {
        return new Box(
                LEFT + SCALE * source.x0(),
                TOP + SCALE * source.y0(),
                LEFT + SCALE * source.x1(),
                TOP + SCALE * source.y1());
    }

    private static Box bounds(Cut cut) {
        int side = 512;
        double x0 = 1;
        double y0 = 1;
        double x1 = 0;
        double y1 = 0;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double x = (column + 0.5) / side;
                double y = (row + 0.5) / side;
                if (cut.holds(x, y)) {
                    x0 = Math.min(x0, x);
                    y0 = Math.min(y0, y);
                    x1 = Math.max(x1, x);
                    y1 = Math.max(y1, y);
                }
            }
        }
        return new Box(x0, y0, x1, y1);
    }

    private double part(JudgedCandidate candidate, JudgedReference reference, String name) {
        return Objects.requireNonNull(score(candidate, reference).parts().get(name), name);
    }

    private ReferenceScore score(JudgedCandidate candidate, JudgedReference reference) {
        return judge.judge(candidate, List.of(reference)).references().getFirst();
    }
}
