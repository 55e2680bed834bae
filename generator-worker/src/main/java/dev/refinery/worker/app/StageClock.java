package dev.refinery.worker.app;

import java.time.Duration;

/** Tells an observer how long each stage of one task takes. Not thread-safe. */
final class StageClock {
    private final WorkerObserver observer;
    private long began = System.nanoTime();

    StageClock(WorkerObserver observer) {
        this.observer = observer;
    }

    /** The stage that ran since the last one ended, or since the clock was made. */
    void passed(Stage stage) {
        long now = System.nanoTime();
        observer.passed(stage, Duration.ofNanos(now - began));
        began = now;
    }
}
