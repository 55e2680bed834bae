package dev.refinery.scorer.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.OutcomeEvent.JobExpired;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.refinement.Decision;
import dev.refinery.scorer.TestJobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeteredReportTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final JobId JOB = TestJobs.job(NOW, 1, 1).id();
    private static final TenantId TENANT = new TenantId("shop");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeteredReport report = new MeteredReport(meters);

    @Test
    void roundsAreCountedByNumberAndVerdictWithABoundOnSeries() {
        report.decided(evaluated(0, Verdict.REFINE));
        report.decided(evaluated(1, Verdict.ACCEPT));
        report.decided(evaluated(8, Verdict.REFINE));
        report.decided(evaluated(15, Verdict.REFINE));

        assertThat(rounds("0", "refine")).isEqualTo(1);
        assertThat(rounds("1", "accept")).isEqualTo(1);
        assertThat(rounds("8+", "refine")).isEqualTo(2);
    }

    @Test
    void endsAreCountedByOutcome() {
        report.decided(new Decision(
                null, List.of(), null, new JobFailed(JOB, TENANT, "infeasible", "no", null, 1, 8, NOW, null)));
        report.decided(new Decision(null, List.of(), null, new JobCanceled(JOB, TENANT, 1, 8, NOW, null, null)));
        report.decided(new Decision(null, List.of(), null, new JobExpired(JOB, TENANT, 1, 8, NOW, null, null)));

        assertThat(ended("failed")).isEqualTo(1);
        assertThat(ended("canceled")).isEqualTo(1);
        assertThat(ended("expired")).isEqualTo(1);
    }

    private double rounds(String round, String verdict) {
        return meters.get("refinery.rounds")
                .tags("round", round, "verdict", verdict)
                .counter()
                .count();
    }

    private double ended(String outcome) {
        return meters.get("refinery.jobs.ended")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Decision evaluated(int round, Verdict verdict) {
        RoundEvaluated evaluated = new RoundEvaluated(
                JOB, TENANT, round, verdict, 8, 0, null, 0.5, List.of(), Map.of(), Map.of(), List.of(), Map.of(), "",
                NOW, null);
        return new Decision(null, List.of(), evaluated, null);
    }
}
