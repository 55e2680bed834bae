package dev.refinery.scorer.adapter.http;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.refinement.Decision;
import dev.refinery.scorer.app.ScoringReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The scorer's numbers as metrics, served at {@code /q/metrics}. */
public final class MeteredReport implements ScoringReport {
    /** Rounds from this one on share one series: how many a job may have is the client's choice. */
    private static final int LAST_ROUND = 8;

    private final MeterRegistry registry;
    private final Timer scoring;
    private final Timer rounds;
    private final Counter deadLetters;

    public MeteredReport(MeterRegistry registry) {
        this.registry = registry;
        this.scoring = Timer.builder("refinery.score")
                .description("Time to judge a candidate, downloads and waiting included")
                .publishPercentileHistogram()
                .register(registry);
        this.rounds = Timer.builder("refinery.round.overhead")
                .description("From the record that completes a round to the controller's decision")
                .publishPercentileHistogram()
                .register(registry);
        this.deadLetters = Counter.builder("refinery.dead.letters")
                .description("Records put aside")
                .register(registry);
    }

    @Override
    public void judged(String outcome, Duration took) {
        registry.counter("refinery.candidates.judged", "outcome", outcome).increment();
        scoring.record(took);
    }

    @Override
    public void roundDecided(Duration overhead) {
        rounds.record(overhead);
    }

    @Override
    public void decided(Decision decision) {
        RoundEvaluated evaluated = decision.evaluated();
        if (evaluated != null) {
            String round = evaluated.round() < LAST_ROUND ? Integer.toString(evaluated.round()) : LAST_ROUND + "+";
            String verdict = evaluated.verdict().wireName();
            registry.counter("refinery.rounds", "round", round, "verdict", verdict)
                    .increment();
        }
        OutcomeEvent outcome = decision.outcome();
        if (outcome != null) {
            registry.counter("refinery.jobs.ended", "outcome", outcome(outcome)).increment();
        }
    }

    private static String outcome(OutcomeEvent event) {
        return switch (event) {
            case OutcomeEvent.JobSucceeded succeeded -> succeeded.quality().wireName();
            case OutcomeEvent.JobFailed failed -> "failed";
            case OutcomeEvent.JobCanceled canceled -> "canceled";
            case OutcomeEvent.JobExpired expired -> "expired";
        };
    }

    @Override
    public void deadLettered() {
        deadLetters.increment();
    }
}
