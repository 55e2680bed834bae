package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.imaging.Raster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A picture that is not what was asked for fails, however good it looks. */
class OutputControlsTest {
    private static final int SIDE = 200;
    private static final String WHITE = "#FFFFFF";

    private final CandidateJudge judge = new CandidateJudge(RewardPolicies.load("catalog@1"));
    private final JudgedReference product = Studio.reference("product", Role.SUBJECT, Studio.productPhoto(0), 1);

    @Test
    void aMainPictureForAMarketplacePasses() {
        QualityScore quality = quality(shot(255, 255, 255, 12, 20, 176, 160), marketplace(), true);

        assertThat(quality.meetsGate()).isTrue();
        assertThat(quality.parts())
                .containsEntry("output_met", 1.0)
                .containsEntry("output_background_border", 1.0)
                .containsEntry("output_background_open", 1.0)
                .containsEntry("output_subject_fill", 0.88);
    }

    @Test
    void aBackdropThatIsNearlyWhiteIsNotWhite() {
        QualityScore quality = quality(shot(254, 255, 255, 12, 20, 176, 160), marketplace(), true);

        assertThat(quality.parts()).containsEntry("output_background_border", 0.0);
        assertThat(quality.meetsGate()).isFalse();
    }

    @Test
    void oneDarkPixelAtTheBorderOfALosslessPictureFails() {
        Shot shot = shot(255, 255, 255, 12, 20, 176, 160);
        shot.image.rgba()[4 * (SIDE - 1)] = 0;

        assertThat(quality(shot, marketplace(), true).meetsGate()).isFalse();
        assertThat(quality(shot, marketplace(), false).meetsGate()).isTrue();
    }

    @Test
    void aTintInsideTheFrameFailsOnlyWithoutAShadow() {
        Shot shot = shot(255, 255, 255, 12, 20, 176, 160);
        for (int i = 0; i < 40; i++) {
            for (int x = 20; x < 60; x++) {
                shot.image.rgba()[4 * ((190 + i / 16) * SIDE + x)] = (byte) 230;
            }
        }
        assertThat(quality(shot, marketplace(), true).parts().get("output_background_open"))
                .isLessThan(0.995);
        assertThat(quality(shot, marketplace(), true).meetsGate()).isFalse();
        OutputSpec shaded = asked(WHITE, 0.88, 0.04, Alignment.CENTER, Shadow.SOFT, null, null);
        assertThat(quality(shot, shaded, true).meetsGate()).isTrue();
    }

    @Test
    void aLineAroundTheSubjectIsNoTint() {
        Shot shot = shot(255, 255, 255, 12, 20, 176, 160);
        for (int x = 10; x < 190; x++) {
            for (int y : new int[] {18, 19, 180, 181}) {
                shot.image.rgba()[4 * (y * SIDE + x)] = 0;
            }
        }
        assertThat(quality(shot, marketplace(), true).parts()).containsEntry("output_background_open", 1.0);
    }

    @Test
    void aSubjectThatIsSmallerOrLargerThanAskedFails() {
        OutputSpec asked = asked(WHITE, 0.6, null, null, null, null, null);
        assertThat(quality(shot(255, 255, 255, 40, 60, 120, 80), asked, true).meetsGate())
                .isTrue();
        QualityScore small = quality(shot(255, 255, 255, 60, 60, 80, 80), asked, true);
        assertThat(small.parts().get("output_subject_fill")).isEqualTo(0.4);
        assertThat(small.meetsGate()).isFalse();
        assertThat(small.score()).isCloseTo(0.8 * small.gate(), within(1e-6));
        assertThat(quality(shot(255, 255, 255, 20, 20, 160, 160), asked, true).meetsGate())
                .isFalse();
    }

    @Test
    void paddingAndAlignmentAreMeasured() {
        OutputSpec asked = asked(null, null, 0.1, Alignment.BOTTOM_LEFT, null, null, null);
        QualityScore right = quality(shot(90, 120, 160, 20, 100, 60, 80), asked, true);
        assertThat(right.parts())
                .containsEntry("output_align_offset", 0.0)
                .containsEntry("output_padding", 0.1)
                .doesNotContainKey("output_background_border");
        assertThat(right.meetsGate()).isTrue();
        assertThat(quality(shot(90, 120, 160, 60, 100, 60, 80), asked, true).meetsGate())
                .isFalse();
        QualityScore near = quality(shot(90, 120, 160, 4, 100, 60, 96), asked, true);
        assertThat(near.parts().get("output_padding")).isCloseTo(0.02, within(1e-9));
        assertThat(near.meetsGate()).isFalse();
    }

    @Test
    void theDistanceToAPaletteIsTold() {
        OutputSpec asked = asked(null, null, null, null, null, List.of("#5A78A0", "#FF0000"), null);
        assertThat(quality(shot(90, 120, 160, 40, 40, 80, 80), asked, true).parts())
                .hasEntrySatisfying(
                        "output_palette_distance", d -> assertThat(d).isLessThan(1));
        assertThat(quality(shot(90, 160, 90, 40, 40, 80, 80), asked, true).parts())
                .hasEntrySatisfying(
                        "output_palette_distance", d -> assertThat(d).isGreaterThan(20));
    }

    @Test
    void aPolicyWithoutAQualityGateDoesNotLetItPass() {
        String open = new String(RewardPolicies.document("catalog@1").orElseThrow(), StandardCharsets.UTF_8)
                .replaceFirst("(?m)(quality:\\s*\\{?\\s*gate: *)[0-9.]+", "$10");
        CandidateJudge lenient = new CandidateJudge(RewardPolicies.parse(open.getBytes(StandardCharsets.UTF_8)));
        assertThat(lenient.policy().qualityGate()).isZero();
        Shot shot = shot(250, 250, 250, 12, 20, 176, 160);
        QualityScore quality =
                lenient.judge(shot.asked(marketplace(), true), List.of(product)).quality();
        assertThat(quality.meetsGate()).isFalse();
    }

    @Test
    void withoutALayoutThePlainBackgroundShowsWhereTheSubjectIs() {
        Shot shot = shot(255, 255, 255, 12, 20, 176, 160);
        QualityScore known = judge.judge(
                        new JudgedCandidate(shot.image, List.of(), Map.of(), new AskedOutput(marketplace(), true)),
                        List.of(product))
                .quality();
        assertThat(known.parts()).containsEntry("output_met", 1.0).containsEntry("output_subject_fill", 0.88);
        OutputSpec scene = asked(null, 0.88, null, null, null, null, null);
        QualityScore unknown = judge.judge(
                        new JudgedCandidate(shot.image, List.of(), Map.of(), new AskedOutput(scene, true)),
                        List.of(product))
                .quality();
        assertThat(unknown.parts().keySet()).noneMatch(name -> name.startsWith("output_"));
    }

    @Test
    void nothingAskedNothingMeasured() {
        QualityScore quality = quality(
                shot(90, 160, 90, 40, 40, 80, 80), new OutputSpec(1, 200, 200, ImageFormat.PNG, null, null), true);
        assertThat(quality.parts().keySet()).noneMatch(name -> name.startsWith("output_"));
    }

    private QualityScore quality(Shot shot, OutputSpec asked, boolean lossless) {
        return judge.judge(shot.asked(asked, lossless), List.of(product)).quality();
    }

    private static OutputSpec marketplace() {
        return asked(WHITE, 0.88, 0.04, Alignment.CENTER, Shadow.NONE, null, OutputPreset.MARKETPLACE_WHITE);
    }

    private static OutputSpec asked(
            @Nullable String background,
            @Nullable Double fill,
            @Nullable Double padding,
            @Nullable Alignment align,
            @Nullable Shadow shadow,
            @Nullable List<String> palette,
            @Nullable OutputPreset preset) {
        return new OutputSpec(
                1, 1000, 1000, ImageFormat.PNG, background, fill, null, padding, align, shadow, palette, preset);
    }

    /** The product as a rectangle of its own pattern, with a true mask, on one colour. */
    private static Shot shot(int red, int green, int blue, int left, int top, int width, int height) {
        Raster image = Raster.filled(SIDE, SIDE, red, green, blue, 255);
        Raster mask = Raster.filled(SIDE, SIDE, 0, 0, 0, 255);
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int at = 4 * (y * SIDE + x);
                boolean band = (x / 10 + y / 10) % 2 == 0;
                image.rgba()[at] = (byte) (band ? 180 : 40);
                image.rgba()[at + 1] = (byte) (band ? 60 : 50);
                image.rgba()[at + 2] = (byte) (band ? 40 : 110);
                for (int c = 0; c < 3; c++) {
                    mask.rgba()[at + c] = (byte) 255;
                }
            }
        }
        Placement placement = Studio.placement(
                "product",
                new Placement.Box(
                        (double) left / SIDE,
                        (double) top / SIDE,
                        (double) (left + width) / SIDE,
                        (double) (top + height) / SIDE),
                false,
                0);
        return new Shot(image, placement, mask);
    }

    private record Shot(Raster image, Placement placement, Raster mask) {
        JudgedCandidate asked(OutputSpec output, boolean lossless) {
            return new JudgedCandidate(
                    image, List.of(placement), Map.of("product", mask), new AskedOutput(output, lossless));
        }
    }
}
