package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.encoder.Encoders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidateJudgeTest {
    private final CandidateJudge judge = new CandidateJudge(RewardPolicies.load("catalog@1"));
    private final Raster image = Studio.composed(Studio.place(0), 0, UnaryOperator.identity());
    private final JudgedReference product = Studio.reference("product", Role.SUBJECT, Studio.productPhoto(0), 1);
    private final JudgedReference place = Studio.reference("place", Role.BACKGROUND, Studio.paint(Studio.place(0)), 2);

    @Test
    void scoresEveryReferenceInTheOrderOfTheJob() {
        JudgedReference style = Studio.reference("style", Role.STYLE, image, 3);
        JudgedReference light = Studio.reference("light", Role.LIGHTING, image, 4);
        JudgedReference pose = Studio.reference("pose", Role.POSE, image, 5);

        Scorecard card = judge.judge(Studio.candidate(image), List.of(style, product, pose, place, light));

        assertThat(card.references())
                .extracting(ReferenceScore::name)
                .containsExactly("style", "product", "pose", "place", "light");
        assertThat(card.policyDigest()).isEqualTo(judge.policy().digest()).hasSize(64);
        assertThat(card.references()).filteredOn(ReferenceScore::judged).allSatisfy(score -> {
            assertThat(score.score()).isGreaterThan(0.8);
            assertThat(score.holdout()).isGreaterThan(0.6);
            assertThat(score.parts()).isNotEmpty();
        });
        assertThat(card.quality().meetsGate()).isTrue();
        assertThat(card.meetsAllGates()).isTrue();
    }

    @Test
    void masksAPoseAndSaysWhy() {
        JudgedReference pose = Studio.reference("pose", Role.POSE, image, 5);
        ReferenceScore score =
                judge.judge(Studio.candidate(image), List.of(pose)).references().get(0);
        assertThat(score.judged()).isFalse();
        assertThat(score.masked()).contains("pose estimator");
        assertThat(score.holdout()).isNull();
        assertThat(score.meetsGate()).isTrue();
    }

    @Test
    void masksASubjectWhoseLayoutIsUnknown() {
        JudgedCandidate nowhere = new JudgedCandidate(image, List.of(), Map.of());
        ReferenceScore score =
                judge.judge(nowhere, List.of(product)).references().get(0);
        assertThat(score.masked()).contains("did not report");
        assertThat(score.score()).isZero();
        assertThat(score.holdout()).isNull();
    }

    @Test
    void takesTheClientsGateBeforeThePolicys() {
        Reference strict =
                new Reference("product", Role.SUBJECT, product.reference().image(), null, 2.5, 0.99999, null);
        ReferenceScore score = judge.judge(
                        Studio.candidate(image), List.of(new JudgedReference(strict, product.image(), null)))
                .references()
                .get(0);
        assertThat(score.gate()).isEqualTo(0.99999);
        assertThat(score.weight()).isEqualTo(2.5);
        assertThat(score.meetsGate()).isFalse();
    }

    @Test
    void doesNotConfuseTwoNamesOfOnePhoto() {
        Reference twin = new Reference("twin", Role.SUBJECT, product.reference().image(), null, 1, null, null);
        List<ReferenceScore> scores = judge.judge(
                        Studio.candidate(image), List.of(product, new JudgedReference(twin, product.image(), null)))
                .references();
        assertThat(scores.get(0).judged()).isTrue();
        assertThat(scores.get(1).masked()).contains("did not report");
    }

    @Test
    void isDeterministicAndIndependentOfThreadsAndCache() {
        List<JudgedReference> references = List.of(product, place);
        Scorecard expected = new CandidateJudge(
                        RewardPolicies.load("catalog@1"), RewardMetrics.builtIn(), Encoders.none(), 1)
                .judge(Studio.candidate(image), references);
        List<Scorecard> cards = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> judge.judge(Studio.candidate(image), references))
                .toList();
        assertThat(cards).allMatch(expected::equals);
    }

    @Test
    void refusesAPolicyThatUsesAnUnknownMetric() {
        String yaml = """
                name: mine
                version: "1"
                quality: {gate: 0.5}
                roles:
                  subject: {gate: 0.5, metrics: [{name: crystal-ball, midpoint: 0.5, scale: 0.1}]}
                  background: {gate: 0.5, masked: not judged}
                  style: {gate: 0.5, masked: not judged}
                  lighting: {gate: 0.5, masked: not judged}
                  pose: {gate: 0.5, masked: not judged}
                """;
        RewardPolicy policy = RewardPolicies.parse(yaml.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new CandidateJudge(policy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine@1")
                .hasMessageContaining("crystal-ball");
    }
}
