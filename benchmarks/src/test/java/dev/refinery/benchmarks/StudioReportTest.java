package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudioReportTest {
    @Test
    void meansAreOfJudgedReferencesAndTheBestIsChosenByTheWorst() {
        StudioReport report = new StudioReport();
        report.add(
                "painter@1",
                List.of(
                        card(score(Role.SUBJECT, 0.2, null), score(Role.BACKGROUND, 1, null)),
                        card(score(Role.SUBJECT, 0.6, null), score(Role.BACKGROUND, 0.7, null))),
                3);
        report.add("painter@1", List.of(card(score(Role.SUBJECT, 0.4, null), score(Role.STYLE, 0, "no layout"))), 1);

        assertThat(report.table())
                .contains(
                        "| painter@1 | 0.40 (0.50) | 0.85 (0.70) | not judged | not judged | 0.90 (0.90) | 0.40 (0.50) | 1.33 |");
    }

    private static Scorecard card(ReferenceScore... scores) {
        return new Scorecard("0".repeat(64), List.of(scores), new QualityScore(0.9, 0.5, Map.of()));
    }

    private static ReferenceScore score(Role role, double score, String masked) {
        return new ReferenceScore(role.name(), role, score, score, 0.5, 1, masked, null, Map.of());
    }
}
