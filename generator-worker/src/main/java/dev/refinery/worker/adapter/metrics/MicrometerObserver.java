package dev.refinery.worker.adapter.metrics;

import dev.refinery.backends.trace.Step;
import dev.refinery.contracts.job.Lane;
import dev.refinery.worker.app.Stage;
import dev.refinery.worker.app.WorkerObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** {@code refinery_worker_*} meters; the parts of an attempt as spans. */
public final class MicrometerObserver implements WorkerObserver {
    private final MeterRegistry registry;
    private final Timer render;
    private final Counter uploaded;
    private final Counter conflicts;
    private final Counter deadLetters;
    private final Counter renewed;
    private final Counter lost;

    public MicrometerObserver(MeterRegistry registry) {
        this.registry = registry;
        this.render = Timer.builder("refinery.worker.render")
                .description("device time of one picture")
                .publishPercentileHistogram()
                .register(registry);
        this.uploaded =
                Counter.builder("refinery.worker.uploaded").baseUnit("bytes").register(registry);
        this.conflicts = Counter.builder("refinery.worker.result.conflicts")
                .description("results that differ from what is stored: determinism is broken")
                .register(registry);
        this.deadLetters = Counter.builder("refinery.worker.dead.letters").register(registry);
        this.renewed = Counter.builder("refinery.worker.locks.renewed").register(registry);
        this.lost = Counter.builder("refinery.worker.locks.lost").register(registry);
    }

    @Override
    public void taskWaited(Lane lane, Duration waited) {
        Timer.builder("refinery.worker.wait")
                .description("from the writing of a task to its first delivery")
                .tag("lane", lane.wireName())
                .publishPercentileHistogram()
                .register(registry)
                .record(waited);
    }

    @Override
    public void taskEnded(Lane lane, String result, Duration took) {
        Timer.builder("refinery.worker.task")
                .description("from delivery to verdict")
                .tag("lane", lane.wireName())
                .tag("result", result)
                .register(registry)
                .record(took);
        Step.note("result", result);
    }

    @Override
    public Running begins(Stage stage) {
        Step span = Step.part(stage.wireName());
        Running timed = WorkerObserver.super.begins(stage);
        return () -> {
            timed.close();
            span.close();
        };
    }

    @Override
    public void rendered(double deviceSeconds) {
        render.record(Duration.ofNanos((long) (deviceSeconds * 1e9)));
    }

    @Override
    public void passed(Stage stage, Duration took) {
        Timer.builder("refinery.worker.stage")
                .description("what the time of a task goes to")
                .tag("stage", stage.wireName())
                .register(registry)
                .record(took);
    }

    @Override
    public void uploaded(long bytes) {
        uploaded.increment((double) bytes);
    }

    @Override
    public void resultConflict() {
        conflicts.increment();
    }

    @Override
    public void deadLettered() {
        deadLetters.increment();
    }

    @Override
    public void locksRenewed(int records) {
        renewed.increment(records);
    }

    @Override
    public void locksLost(int records) {
        lost.increment(records);
    }
}
