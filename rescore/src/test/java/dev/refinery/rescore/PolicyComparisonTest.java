package dev.refinery.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.rescore.PolicyComparison.Flip;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyComparisonTest {
    private final JobId job = JobId.of(Instant.EPOCH, 1, 1);

    private static Scorecard card(double score, double gate) {
        return new Scorecard(
                "d",
                List.of(new ReferenceScore("mug", Role.SUBJECT, score, score, gate, 1, null, null, Map.of())),
                new QualityScore(0.9, 0.5, Map.of()));
    }

    private Rejudged one(int index, boolean delivered, Scorecard recorded, Scorecard fresh) {
        return new Rejudged(new CandidateId(job, 0, index), delivered, recorded, fresh);
    }

    private static PolicyComparison compare(Rejudged... all) {
        return PolicyComparison.of("p@1", "new", List.of(all));
    }

    @Test
    void theDeliveredCandidateDecides() {
        PolicyComparison report =
                compare(one(0, true, card(0.8, 0.7), card(0.6, 0.7)), one(1, false, card(0.6, 0.7), card(0.9, 0.7)));
        assertThat(report.jobs()).singleElement().satisfies(j -> {
            assertThat(j.flip()).isEqualTo(Flip.TO_BELOW_GATE);
            assertThat(j.missed()).containsExactly("mug");
            assertThat(j.passingBefore()).isEqualTo(1);
            assertThat(j.passingAfter()).isEqualTo(1);
        });
    }

    @Test
    void withoutADeliveryAnyCandidateDoes() {
        assertThat(compare(one(0, false, card(0.6, 0.7), card(0.8, 0.7)))
                        .jobs()
                        .getFirst()
                        .flip())
                .isEqualTo(Flip.TO_ACCEPTED);
    }

    @Test
    void whatIsGoneIsCountedAndDecidesNothing() {
        PolicyComparison delivered =
                compare(one(0, true, card(0.8, 0.7), null), one(1, false, card(0.8, 0.7), card(0.1, 0.7)));
        assertThat(delivered.gone()).isEqualTo(1);
        assertThat(delivered.candidates()).isEqualTo(1);
        assertThat(delivered.jobs().getFirst().flip()).isEqualTo(Flip.UNKNOWN);
        // Nothing that is left passes, but what is gone might.
        assertThat(compare(one(0, false, card(0.8, 0.7), null), one(1, false, card(0.8, 0.7), card(0.1, 0.7)))
                        .jobs()
                        .getFirst()
                        .flip())
                .isEqualTo(Flip.UNKNOWN);
    }

    @Test
    void rolesShiftAndKeepOrLoseTheirOrder() {
        PolicyComparison same = compare(
                one(0, false, card(0.2, 0.7), card(0.3, 0.7)),
                one(1, false, card(0.4, 0.7), card(0.5, 0.7)),
                one(2, false, card(0.6, 0.7), card(0.7, 0.7)));
        assertThat(same.roles()).singleElement().satisfies(r -> {
            assertThat(r.meanShift()).isCloseTo(0.1, within(1e-12));
            assertThat(r.rankCorrelation()).isCloseTo(1.0, within(1e-12));
        });
        assertThat(compare(one(0, false, card(0.2, 0.7), card(0.9, 0.7)), one(1, false, card(0.4, 0.7), card(0.5, 0.7)))
                        .roles()
                        .getFirst()
                        .rankCorrelation())
                .isCloseTo(-1.0, within(1e-12));
    }

    @Test
    void tiesShareTheirRanks() {
        // Worked by hand: ranks 1.5 1.5 3 and 1 2 3 give 1.5 / sqrt(1.5 * 2).
        assertThat(RankCorrelation.of(List.of(1.0, 1.0, 2.0), List.of(1.0, 2.0, 3.0)))
                .isCloseTo(1.5 / Math.sqrt(3), within(1e-12));
        assertThat(RankCorrelation.of(List.of(1.0, 1.0), List.of(1.0, 2.0))).isNull();
        assertThat(RankCorrelation.of(List.of(), List.of())).isNull();
    }
}
