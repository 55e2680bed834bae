package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.Studio.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Each metric prefers the right reference to a wrong one, and falls steadily with the damage that it must see. */
class MetricBehaviourTest {
    private static final UnaryOperator<Color> AS_IS = UnaryOperator.identity();

    private final CandidateJudge judge = new CandidateJudge(RewardPolicies.load("catalog@1"));
    private final JudgedReference product = Studio.reference("product", Role.SUBJECT, Studio.productPhoto(0), 1);
    private final JudgedReference place = Studio.reference("place", Role.BACKGROUND, Studio.paint(Studio.place(0)), 2);
    private final Raster good = Studio.composed(Studio.place(0), 0, AS_IS);

    @Test
    void aSubjectIsPreferredToTheOthers() {
        ReferenceScore right = score(Studio.candidate(good), product);
        for (int kind = 1; kind < 3; kind++) {
            ReferenceScore wrong = score(Studio.candidate(Studio.composed(Studio.place(0), kind, AS_IS)), product);
            assertThat(wrong.score()).isLessThan(right.score() - 0.4);
            assertThat(holdout(wrong)).isLessThan(holdout(right) - 0.3);
        }
    }

    @Test
    void aMissingSubjectScoresNothing() {
        ReferenceScore missing = score(Studio.candidate(Studio.paint(Studio.place(0))), product);
        assertThat(missing.score()).isLessThan(0.25);
        assertThat(holdout(missing)).isLessThan(0.3);
    }

    @Test
    void aSubjectFallsWithBlurAndColourCasts() {
        falls(product, List.of(0.0, 2.0, 5.0, 12.0), blur -> Studio.blurred(good, blur.intValue()));
        falls(product, List.of(0.0, 0.35, 0.7, 1.0), turn -> edited(c -> c.mix(new Color(c.b(), c.r(), c.g()), turn)));
    }

    @Test
    void aModestRelightingOfASubjectIsForgivenButNotALargeOne() {
        double asIs = score(Studio.candidate(good), product).score();
        double warm = score(Studio.candidate(edited(c -> c.times(1.08, 1, 0.92))), product)
                .score();
        double night = score(Studio.candidate(edited(c -> c.times(0.12, 0.14, 0.3))), product)
                .score();
        assertThat(warm).isGreaterThan(asIs - 0.06);
        assertThat(night).isLessThan(asIs - 0.3);
    }

    @Test
    void aSubjectCutByTheFrameFalls() {
        List<Double> shifts = List.of(0.0, 0.3, 0.5, 0.7);
        List<Double> scores = new ArrayList<>();
        for (double shift : shifts) {
            Box target = new Box(
                    Studio.TARGET.x0() + shift, Studio.TARGET.y0(), Studio.TARGET.x1() + shift, Studio.TARGET.y1());
            Raster image = compose(target, false, 0);
            scores.add(score(
                            new JudgedCandidate(
                                    image, List.of(Studio.placement("product", target, false, 0)), Map.of()),
                            product)
                    .raw());
        }
        assertThat(scores.get(0) - scores.get(3)).isGreaterThan(0.4);
        assertThat(scores).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void mirrorAndRotationAreUndone() {
        Placement turned = Studio.placement("product", Studio.TARGET, true, 0.2);
        double same = score(new JudgedCandidate(compose(Studio.TARGET, true, 0.2), List.of(turned), Map.of()), product)
                .score();
        double wrongWay = score(
                        new JudgedCandidate(
                                compose(Studio.TARGET, true, 0.2), List.of(Studio.placement("product")), Map.of()),
                        product)
                .score();
        assertThat(same).isGreaterThan(0.85);
        assertThat(wrongWay).isLessThan(same - 0.05);
    }

    /** What alpha has cut away has no colour that a grey scene could have in common with it. */
    @Test
    void aPhotoThatAlphaHasCutHasNoBackdropToSpill() {
        Raster photo = Studio.productPhoto(0);
        byte[] rgba = photo.rgba().clone();
        for (int i = 0; i < rgba.length; i += 4) {
            double x = (i / 4 % photo.width() + 0.5) / photo.width();
            double y = (i / 4 / photo.width() + 0.5) / photo.height();
            double u = (x - Studio.SOURCE.x0()) / Studio.SOURCE.width();
            double v = (y - Studio.SOURCE.y0()) / Studio.SOURCE.height();
            rgba[i + 3] = (byte) (Studio.inShape(u, v) ? 255 : 0);
        }
        JudgedReference cut =
                Studio.reference("product", Role.SUBJECT, Raster.of(photo.width(), photo.height(), rgba), 9);
        Raster grey = Studio.composed(
                (x, y) -> y < 0.3 ? new Color(0.8, 0.2, 0.1) : new Color(0.467, 0.467, 0.467), 0, AS_IS);
        ReferenceScore score = score(Studio.candidate(grey), cut);
        assertThat(score.parts().get("spill")).isZero();
        assertThat(score.score()).isGreaterThan(0.85);
    }

    /** The light of the scene is forgiven in the score, and told as it is. */
    @Test
    void theColourDifferenceIsToldAsItIsSeen() {
        assertThat(score(Studio.candidate(good), product).parts().get("delta_e_2000"))
                .isLessThan(2);
        ReferenceScore warm = score(Studio.candidate(edited(c -> c.times(1.08, 1, 0.92))), product);
        assertThat(warm.parts().get("delta_e_2000")).isGreaterThan(warm.parts().get("delta_e_mean") + 1);
    }

    /** The generator cut half of the product away, and says that what is left is all of it. */
    @Test
    void aCutOutThatLosesHalfOfTheSubjectCannotVouchForItself() {
        double whole = score(Studio.candidate(good), product).score();
        Box half = new Box(Studio.SOURCE.x0(), Studio.SOURCE.y0(), 0.5, Studio.SOURCE.y1());
        Box target = new Box(Studio.TARGET.x0(), Studio.TARGET.y0(), 0.48, Studio.TARGET.y1());
        Raster image = Studio.paint((x, y) -> {
            double u = (x - Studio.TARGET.x0()) / Studio.TARGET.width();
            double v = (y - Studio.TARGET.y0()) / Studio.TARGET.height();
            return Studio.inShape(u, v) && u < 0.5
                    ? Studio.product(0, u, v)
                    : Studio.place(0).at(x, y);
        });
        Placement claim =
                new Placement("product", half, target, false, 0, 1, 0.1, 0, 1, Placement.Cutout.BACKDROP, null);
        assertThat(score(new JudgedCandidate(image, List.of(claim), Map.of()), product)
                        .score())
                .isLessThan(whole - 0.3);
    }

    /** The whole catalogue photo pasted into the scene, backdrop and all. */
    @Test
    void aPastedBackdropCostsTheSubject() {
        pastedBackdropCosts(AS_IS);
    }

    /** The light of the scene falls on a pasted backdrop as on the subject. */
    @Test
    void aPastedBackdropIsRecognisedUnderTheLightOfTheScene() {
        pastedBackdropCosts(c -> c.times(0.62, 0.74, 0.95));
    }

    private void pastedBackdropCosts(UnaryOperator<Color> light) {
        Raster pasted = Studio.paint((x, y) -> {
            double u = (x - Studio.TARGET.x0()) / Studio.TARGET.width();
            double v = (y - Studio.TARGET.y0()) / Studio.TARGET.height();
            boolean inBox = u >= -0.15 && u < 1.15 && v >= -0.1 && v < 1.1;
            return light.apply(
                    Studio.inShape(u, v)
                            ? Studio.product(0, u, v)
                            : inBox
                                    ? new Color(0.93, 0.93, 0.92)
                                    : Studio.place(0).at(x, y));
        });
        Box wide = new Box(0.11, 0.02, 0.89, 0.98);
        double kx = Studio.TARGET.width() / Studio.SOURCE.width();
        double ky = Studio.TARGET.height() / Studio.SOURCE.height();
        Box target = new Box(
                Studio.TARGET.x0() - 0.09 * kx,
                Studio.TARGET.y0() - 0.08 * ky,
                Studio.TARGET.x1() + 0.09 * kx,
                Studio.TARGET.y1() + 0.08 * ky);
        Placement claim =
                new Placement("product", wide, target, false, 0, 1, 0.2, 0, 1, Placement.Cutout.BACKDROP, null);
        ReferenceScore clean = score(new JudgedCandidate(edited(light), List.of(claim), Map.of()), product);
        ReferenceScore spilled = score(new JudgedCandidate(pasted, List.of(claim), Map.of()), product);
        assertThat(spilled.parts().get("spill")).isGreaterThan(clean.parts().get("spill") + 0.3);
        assertThat(spilled.score()).isLessThan(clean.score() - 0.15);
    }

    @Test
    void aBackgroundIsPreferredToTheOthers() {
        ReferenceScore right = score(Studio.candidate(good), place);
        for (int kind : new int[] {1, 2, 4, 5}) {
            ReferenceScore wrong = score(Studio.candidate(Studio.composed(Studio.place(kind), 0, AS_IS)), place);
            assertThat(wrong.score()).as("place %d", kind).isLessThan(right.score() - 0.4);
            assertThat(holdout(wrong)).isLessThan(holdout(right) - 0.3);
        }
    }

    @Test
    void aCropAndAMirrorOfTheBackgroundAreRecognised() {
        Raster crop = Studio.paint((x, y) -> Studio.place(0).at(0.92 - 0.75 * x, 0.1 + 0.75 * y));
        ReferenceScore score = score(new JudgedCandidate(crop, List.of(), Map.of()), place);
        assertThat(score.score()).isGreaterThan(0.8);
    }

    @Test
    void aBackgroundThatSubjectsHideEntirelyIsNotKept() {
        Placement all = Studio.placement("product", new Box(-0.1, -0.1, 1.1, 1.1), false, 0);
        assertThat(score(new JudgedCandidate(good, List.of(all), Map.of()), place)
                        .score())
                .isLessThan(0.1);
    }

    @Test
    void aStyleFallsWithTheShareOfAnotherPicture() {
        Raster drawing = Studio.paint((x, y) -> {
            double line = Math.sin(90 * x + 8 * Math.sin(9 * y)) * Math.sin(70 * y) > 0.35 ? 0.1 : 0.92;
            return new Color(line, line * 0.96, line * 0.86);
        });
        JudgedReference style = Studio.reference("style", Role.STYLE, drawing, 6);
        Raster photo = good;
        falls(style, List.of(0.0, 0.3, 0.6, 1.0), share -> mixed(drawing, photo, share));
        falls(style, List.of(0.0, 2.0, 6.0), blur -> Studio.blurred(drawing, blur.intValue()));
    }

    @Test
    void lightingFallsWithExposureAndWarmth() {
        JudgedReference light = Studio.reference("light", Role.LIGHTING, good, 7);
        falls(light, List.of(1.0, 0.8, 0.6, 0.35), gain -> edited(c -> c.times(gain, gain, gain)));
        falls(light, List.of(0.0, 0.15, 0.3, 0.5), warm -> edited(c -> c.times(1 + warm, 1, 1 - warm)));
    }

    @Test
    void qualityFallsWithBlurAndClipping() {
        double sharp = quality(good);
        assertThat(sharp).isGreaterThan(0.75);
        assertThat(quality(Studio.blurred(good, 12))).isLessThan(sharp - 0.1);
        assertThat(quality(edited(c -> c.times(0.01, 0.01, 0.01)))).isLessThan(0.6);
        assertThat(quality(Raster.filled(256, 256, 128, 128, 128, 255))).isLessThan(0.6);
    }

    /** Raw scores and hold-out never rise along the damage by more than a rounding, and fall clearly over all of it. */
    private void falls(JudgedReference reference, List<Double> damage, Function<Double, Raster> candidate) {
        List<ReferenceScore> scores = damage.stream()
                .map(d -> score(Studio.candidate(candidate.apply(d)), reference))
                .toList();
        fall(reference, scores.stream().mapToDouble(ReferenceScore::raw));
        fall(reference, scores.stream().mapToDouble(MetricBehaviourTest::holdout));
    }

    private static void fall(JudgedReference reference, DoubleStream values) {
        double[] v = values.toArray();
        for (int i = 1; i < v.length; i++) {
            assertThat(v[i])
                    .as("%s, step %d of %s", reference.reference().role(), i, v)
                    .isLessThan(v[i - 1] + 0.005);
        }
        assertThat(v[v.length - 1]).as("%s %s", reference.reference().role(), v).isLessThan(v[0] - 0.04);
    }

    private Raster edited(UnaryOperator<Color> edit) {
        return Studio.composed(Studio.place(0), 0, edit);
    }

    private static Raster mixed(Raster a, Raster b, double share) {
        DoubleFunction<byte[]> mix = k -> {
            byte[] out = new byte[a.rgba().length];
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) Math.round((a.rgba()[i] & 255) * (1 - k) + (b.rgba()[i] & 255) * k);
            }
            return out;
        };
        return Raster.of(a.width(), a.height(), mix.apply(share));
    }

    private static Raster compose(Box target, boolean mirrored, double rotation) {
        double cx = 0.5 * (target.x0() + target.x1());
        double cy = 0.5 * (target.y0() + target.y1());
        return Studio.paint((x, y) -> {
            double dx = Math.cos(rotation) * (x - cx) + Math.sin(rotation) * (y - cy);
            double dy = -Math.sin(rotation) * (x - cx) + Math.cos(rotation) * (y - cy);
            double u = 0.5 + (mirrored ? -dx : dx) / target.width();
            double v = 0.5 + dy / target.height();
            return Studio.inShape(u, v)
                    ? Studio.product(0, u, v)
                    : Studio.place(0).at(x, y);
        });
    }

    private double quality(Raster image) {
        return judge.judge(new JudgedCandidate(image, List.of(), Map.of()), List.of(place))
                .quality()
                .score();
    }

    private ReferenceScore score(JudgedCandidate candidate, JudgedReference reference) {
        return judge.judge(candidate, List.of(reference)).references().get(0);
    }

    private static double holdout(ReferenceScore score) {
        Double holdout = score.holdout();
        assertThat(holdout).isNotNull();
        return holdout == null ? 0 : holdout;
    }
}
