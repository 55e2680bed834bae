package dev.refinery.scorer.adapter.http;

import dev.refinery.scorer.app.ScoringReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The scorer's numbers as metrics, served at {@code /q/metrics}. */
public final class MeteredReport implements ScoringReport {
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
    public void deadLettered() {
        deadLetters.increment();
    }
}
