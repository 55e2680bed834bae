package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.encoder.Encoders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EmbeddingPolicyTest {
    private static final String POLICY = """
            name: mine
            version: "1"
            quality: {gate: 0}
            roles:
              subject:
                gate: 0.5
                metrics:
                  - {name: embedding, encoder: grid@1, region: placed, weight: 1, midpoint: 0.5, scale: 0.1}
                  - {name: embedding, encoder: grid@1, region: unplaced, weight: 1, midpoint: 0.1, scale: 0.1}
              background:
                gate: 0.5
                metrics: [{name: embedding, encoder: grid@1, region: open, midpoint: 0.5, scale: 0.1}]
              style:
                gate: 0.5
                metrics: [{name: embedding, encoder: grid@1, region: whole, midpoint: 0.5, scale: 0.1}]
              lighting: {gate: 0.5, masked: not judged}
              pose: {gate: 0.5, masked: not judged}
            prompt: {encoder: grid@1, gate: 0.6, midpoint: 0.3, scale: 0.1}
            """;

    private final GridEncoder encoder = new GridEncoder();
    private final CandidateJudge judge = new CandidateJudge(policy(POLICY), encoder.only());
    private final Raster image = Studio.composed(Studio.place(0), 0, UnaryOperator.identity());

    @Test
    void aPlacedSubjectIsComparedWithItsOwnBoxOfThePhoto() {
        ReferenceScore right = subject(Studio.candidate(image), 0);
        ReferenceScore wrong = subject(Studio.candidate(image), 1);
        assertThat(right.raw()).isGreaterThan(0.7);
        assertThat(wrong.raw()).isLessThan(right.raw() - 0.15);
        assertThat(right.parts()).containsEntry("cosine_grid@1", right.raw());
    }

    @Test
    void aTurnedOrMirroredSubjectIsTurnedBackFirst() {
        Box target = new Box(0.2, 0.2, 0.7, 0.7);
        Raster photo = Studio.paint((x, y) -> Studio.product(0, x, y * y));
        for (boolean mirrored : new boolean[] {false, true}) {
            for (double rotation : new double[] {0, 0.6, Math.PI / 2}) {
                Raster turned = Studio.paint((x, y) -> {
                    double dx = x - 0.45;
                    double dy = y - 0.45;
                    double u = (Math.cos(rotation) * dx + Math.sin(rotation) * dy) / 0.5;
                    double v = (-Math.sin(rotation) * dx + Math.cos(rotation) * dy) / 0.5 + 0.5;
                    double s = (mirrored ? -u : u) + 0.5;
                    return s < 0 || v < 0 || s > 1 || v > 1
                            ? new Studio.Color(0.1, 0.9, 0.2)
                            : Studio.product(0, s, v * v);
                });
                Placement placement = new Placement(
                        "product",
                        new Box(0, 0, 1, 1),
                        target,
                        mirrored,
                        rotation,
                        1,
                        0.2,
                        0,
                        1,
                        Placement.Cutout.NONE,
                        null);
                ReferenceScore score = judge.judge(
                                new JudgedCandidate(turned, List.of(placement), Map.of()),
                                List.of(Studio.reference("product", Role.SUBJECT, photo, 7)))
                        .references()
                        .getFirst();
                assertThat(score.raw()).as("%s %s", mirrored, rotation).isGreaterThan(0.98);
            }
        }
    }

    @Test
    void withoutALayoutTheWholePictureIsComparedUnderItsOwnCalibration() {
        JudgedCandidate nowhere = new JudgedCandidate(image, List.of(), Map.of());
        ReferenceScore score = subject(nowhere, 0);
        assertThat(score.judged()).isTrue();
        double cosine = score.raw();
        assertThat(score.score()).isCloseTo(1 / (1 + Math.exp(-(cosine - 0.1) / 0.1)), within(1e-9));
    }

    @Test
    void aSubjectOutsideTheFrameScoresNothing() {
        Placement gone = Studio.placement("product", new Box(1.2, 0.1, 1.6, 0.5), false, 0);
        assertThat(subject(new JudgedCandidate(image, List.of(gone), Map.of()), 0)
                        .raw())
                .isZero();
    }

    @Test
    void subjectsDoNotSpoilABackground() {
        JudgedReference place = Studio.reference("place", Role.BACKGROUND, Studio.paint(Studio.place(0)), 3);
        double open = judge.judge(Studio.candidate(image), List.of(place))
                .references()
                .getFirst()
                .raw();
        double blind = judge.judge(new JudgedCandidate(image, List.of(), Map.of()), List.of(place))
                .references()
                .getFirst()
                .raw();
        JudgedReference other = Studio.reference("other", Role.BACKGROUND, Studio.paint(Studio.place(1)), 4);
        double wrong = judge.judge(Studio.candidate(image), List.of(other))
                .references()
                .getFirst()
                .raw();
        assertThat(open).isGreaterThan(blind).isGreaterThan(wrong);
    }

    @Test
    void aPictureThatHidesItsBackgroundDoesNotPass() {
        JudgedReference place = Studio.reference("place", Role.BACKGROUND, Studio.paint(Studio.place(0)), 3);
        Placement everything = Studio.placement("product", new Box(0, 0, 1, 1), false, 0);
        assertThat(judge.judge(
                                new JudgedCandidate(Studio.paint(Studio.place(0)), List.of(everything), Map.of()),
                                List.of(place))
                        .references()
                        .getFirst()
                        .score())
                .isLessThan(0.05);
    }

    @Test
    void aMaskTakesTheBackdropOutOfThePhoto() {
        Raster photo = Studio.productPhoto(0);
        Raster mask = Studio.paint((x, y) -> {
            double level = Studio.inShape(
                            (x - Studio.SOURCE.x0()) / Studio.SOURCE.width(),
                            (y - Studio.SOURCE.y0()) / Studio.SOURCE.height())
                    ? 1
                    : 0;
            return new Studio.Color(level, level, level);
        });
        JudgedReference plain = Studio.reference("product", Role.SUBJECT, photo, 8);
        JudgedReference cut = new JudgedReference(plain.reference(), photo, mask);
        JudgedCandidate grey = new JudgedCandidate(
                Studio.paint((x, y) -> {
                    double u = (x - Studio.TARGET.x0()) / Studio.TARGET.width();
                    double v = (y - Studio.TARGET.y0()) / Studio.TARGET.height();
                    return Studio.inShape(u, v) ? Studio.product(0, u, v) : new Studio.Color(0.502, 0.502, 0.502);
                }),
                List.of(Studio.placement("product")),
                Map.of());
        double withMask =
                judge.judge(grey, List.of(cut)).references().getFirst().raw();
        double without =
                judge.judge(grey, List.of(plain)).references().getFirst().raw();
        assertThat(withMask).isGreaterThan(0.98).isGreaterThan(without);
    }

    @Test
    void thePromptIsScoredBesideTheReferences() {
        JudgedCandidate red = new JudgedCandidate(Raster.filled(64, 48, 240, 10, 10, 255), List.of(), Map.of());
        List<JudgedReference> style = List.of(Studio.reference("style", Role.STYLE, red.image(), 5));
        Scorecard fits = judge.judge(red, style, "a @red wall");
        Scorecard fails = judge.judge(red, style, "a blue wall");
        assertThat(Objects.requireNonNull(fits.prompt()).score()).isGreaterThan(0.9);
        assertThat(Objects.requireNonNull(fails.prompt()).score()).isLessThan(0.6);
        assertThat(fits.references()).isEqualTo(fails.references());
        assertThat(fits.meetsAllGates()).isTrue();
        assertThat(fails.meetsAllGates()).isFalse();
        assertThat(judge.judge(red, style, " ").prompt()).isNull();
    }

    @Test
    void aWholePictureIsEmbeddedOnceHoweverManyReferencesLookAtIt() {
        List<JudgedReference> styles =
                List.of(Studio.reference("a", Role.STYLE, image, 5), Studio.reference("b", Role.STYLE, image, 6));
        judge.judge(Studio.candidate(image), styles, "a red wall");
        int before = encoder.pictures.get();
        judge.judge(Studio.candidate(image), styles, "a red wall");
        assertThat(encoder.pictures.get() - before).isEqualTo(1);
        assertThat(encoder.texts).hasValue(1);
    }

    @Test
    void aMissingEncoderStopsThePolicyFromBeingLoaded() {
        RewardPolicy wanting = policy(POLICY.replace("grid@1, region: open", "absent@3, region: open"));
        assertThatThrownBy(() -> new CandidateJudge(wanting, encoder.only()))
                .isInstanceOf(EncoderUnavailableException.class)
                .hasMessageContaining("absent@3");
        assertThatThrownBy(() -> new CandidateJudge(RewardPolicies.load("embeddings-draft@0"), Encoders.none()))
                .isInstanceOf(EncoderUnavailableException.class)
                .hasMessageContaining("siglip2-b16-384@1");
        assertThatThrownBy(() -> new CandidateJudge(RewardPolicies.load("flat-draft@0"), Encoders.none()))
                .isInstanceOf(EncoderUnavailableException.class);
    }

    @Test
    void refusesRegionsThatCanNeverBeJudged() {
        assertInvalid(POLICY.replace("region: open", "region: placed"), "layouts know subjects only");
        assertInvalid(POLICY.replace("region: open", "region: nearby"), "placed, unplaced, open, whole");
        assertInvalid(POLICY.replace("encoder: grid@1, region: open, ", ""), "encoder");
        assertInvalid(
                POLICY.replace(
                        "name: embedding, encoder: grid@1, region: open", "name: style-fidelity, encoder: grid@1"),
                "encoder");
    }

    /** An encoder's name becomes a folder's. */
    @Test
    void refusesEncodersWhoseNamesLeadElsewhere() {
        for (String name : new String[] {"../secret@1", "/etc@1", "grid@../1", "..@..", "a/b@1"}) {
            assertInvalid(
                    POLICY.replace("encoder: grid@1, region: open", "encoder: \"" + name + "\", region: open"),
                    "encoder");
        }
    }

    private static void assertInvalid(String yaml, String why) {
        assertThatThrownBy(() -> policy(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private ReferenceScore subject(JudgedCandidate candidate, int kind) {
        return judge.judge(
                        candidate, List.of(Studio.reference("product", Role.SUBJECT, Studio.productPhoto(kind), kind)))
                .references()
                .getFirst();
    }

    private static RewardPolicy policy(String yaml) {
        return RewardPolicies.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
