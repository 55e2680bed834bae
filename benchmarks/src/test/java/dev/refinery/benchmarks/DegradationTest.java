package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.benchmarks.Degradation.Specimen;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.JudgedCandidate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DegradationTest {
    private static final int SIDE = 64;
    private static final Box SUBJECT = new Box(0.25, 0.25, 0.75, 0.75);

    private final Raster mask = painted((x, y) -> inSubject(x, y) ? 255 : 0);
    private final Specimen specimen = new Specimen(
            candidate(painted((x, y) -> inSubject(x, y) ? 60 + 2 * x : 180 + (x * 7 + y * 13) % 50)),
            Optional.of(candidate(painted((x, y) -> inSubject(x, y) ? 30 : 200))),
            Optional.of(candidate(painted((x, y) -> 90 + x % 40))),
            Optional.of(candidate(painted((x, y) -> 128))));

    @Test
    void everyOneChangesThePictureMoreAsItsStrengthGrows() {
        for (Degradation degradation : Degradation.all()) {
            double last = 0;
            for (double strength : degradation.strengths()) {
                double change = change(damaged(degradation.name(), strength), (x, y) -> true);
                assertThat(change).as("%s at %s", degradation.name(), strength).isGreaterThan(last);
                last = change;
            }
        }
    }

    @Test
    void subjectsAreDamagedWithinTheirMaskAndBackgroundsOutsideOfIt() {
        for (String name : List.of("subject colour", "subject cropped", "subject swapped")) {
            assertThat(change(damaged(name, 0.5), (x, y) -> !inSubject(x, y)))
                    .as(name)
                    .isZero();
        }
        assertThat(change(damaged("background swapped", 1), DegradationTest::inSubject))
                .isZero();
    }

    @Test
    void croppingTakesTheTop() {
        Raster cropped = damaged("subject cropped", 0.5);
        assertThat(change(cropped, (x, y) -> inSubject(x, y) && y >= SIDE / 2)).isZero();
        assertThat(cropped.sample(SIDE / 2, SIDE / 3, 0)).isGreaterThan(170);
    }

    @Test
    void gainsActOnLinearLight() {
        Raster half = damaged("exposure", 0.5);
        // 188 in sRGB is half of the light of 255.
        Raster white = Raster.filled(4, 4, 255, 255, 255, 255);
        assertThat(PictureEdits.lit(white, (c, x, y) -> 0.5).sample(0, 0, 0)).isEqualTo(188);
        assertThat(half.sample(0, 0, 0)).isLessThan(specimen.image().sample(0, 0, 0));
    }

    @Test
    void whatNeedsAnotherPictureIsLeftOutWithoutOne() {
        Specimen alone = new Specimen(specimen.candidate(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(Degradation.all().stream()
                        .filter(d -> d.damage().apply(alone, 0.5).isEmpty())
                        .map(Degradation::name)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("subject swapped", "background swapped", "style away");
    }

    @Test
    void aDimensionIsNeverAskedToFallAndToHold() {
        for (Degradation degradation : Degradation.all()) {
            assertThat(degradation.falls())
                    .as(degradation.name())
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(degradation.holds());
        }
    }

    @Test
    void wrongMasksAreWrongInTheirOwnWay() {
        double good = white(mask);
        assertThat(white(WrongMask.ERODED.of(mask, SUBJECT))).isBetween(0.5 * good, 0.9 * good);
        assertThat(white(WrongMask.HALF.of(mask, SUBJECT))).isEqualTo(good / 2);
        assertThat(white(WrongMask.SLAB.of(mask, SUBJECT))).isGreaterThan(1.1 * good);
        assertThat(white(WrongMask.SHIFTED.of(mask, SUBJECT))).isBetween(0.9 * good, good);
    }

    @Test
    void theCutOutThatACandidateShowsGoesBackToThePhoto() {
        Placement placement = specimen.subject();
        Raster shown =
                WrongMask.shown(specimen.candidate(), placement, SIDE, SIDE).orElseThrow();
        assertThat(white(shown)).isEqualTo(white(mask));
    }

    private Raster damaged(String name, double strength) {
        return Degradation.all().stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow()
                .damage()
                .apply(specimen, strength)
                .orElseThrow();
    }

    private interface Where {
        boolean at(int x, int y);
    }

    private double change(Raster damaged, Where where) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                for (int c = 0; c < 3 && where.at(x, y); c++) {
                    sum += Math.abs(damaged.sample(x, y, c) - specimen.image().sample(x, y, c));
                }
            }
        }
        return sum;
    }

    private static double white(Raster mask) {
        double sum = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                sum += mask.sample(x, y, 0) / 255.0;
            }
        }
        return sum;
    }

    private JudgedCandidate candidate(Raster image) {
        Placement placement =
                new Placement("product", SUBJECT, SUBJECT, false, 0, 1, 0.25, 0, 0.9, Placement.Cutout.BACKDROP, null);
        return new JudgedCandidate(image, List.of(placement), Map.of("product", mask));
    }

    private static boolean inSubject(int x, int y) {
        return x >= SIDE / 4 && x < 3 * SIDE / 4 && y >= SIDE / 4 && y < 3 * SIDE / 4;
    }

    private interface Level {
        int at(int x, int y);
    }

    private static Raster painted(Level level) {
        byte[] rgba = new byte[4 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int v = level.at(i % SIDE, i / SIDE);
            rgba[4 * i] = (byte) v;
            rgba[4 * i + 1] = (byte) (v * 3 / 4);
            rgba[4 * i + 2] = (byte) (v / 2);
            rgba[4 * i + 3] = (byte) 255;
        }
        return Raster.of(SIDE, SIDE, rgba);
    }
}
