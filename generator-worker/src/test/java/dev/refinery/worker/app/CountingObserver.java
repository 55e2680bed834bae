package dev.refinery.worker.app;

import dev.refinery.contracts.job.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it was told. */
public final class CountingObserver implements WorkerObserver {
    public final List<String> results = new CopyOnWriteArrayList<>();
    public final List<Duration> waits = new CopyOnWriteArrayList<>();
    public final List<Stage> stages = new CopyOnWriteArrayList<>();
    public final AtomicInteger conflicts;
    public final AtomicInteger deadLetters = new AtomicInteger();
    public final AtomicInteger renewed = new AtomicInteger();
    public final AtomicInteger lost = new AtomicInteger();

    public CountingObserver() {
        this(new AtomicInteger());
    }

    public CountingObserver(AtomicInteger conflicts) {
        this.conflicts = conflicts;
    }

    @Override
    public void taskWaited(Lane lane, Duration waited) {
        waits.add(waited);
    }

    @Override
    public void taskEnded(Lane lane, String result, Duration took) {
        results.add(result);
    }

    @Override
    public void rendered(double deviceSeconds) {}

    @Override
    public void passed(Stage stage, Duration took) {
        stages.add(stage);
    }

    @Override
    public void uploaded(long bytes) {}

    @Override
    public void resultConflict() {
        conflicts.incrementAndGet();
    }

    @Override
    public void deadLettered() {
        deadLetters.incrementAndGet();
    }

    @Override
    public void locksRenewed(int records) {
        renewed.addAndGet(records);
    }

    @Override
    public void locksLost(int records) {
        lost.addAndGet(records);
    }
}
