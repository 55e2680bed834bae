package dev.refinery.benchmarks;

import dev.refinery.contracts.job.Lane;
import dev.refinery.worker.app.Stage;
import dev.refinery.worker.app.WorkerObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a worker tells of its tasks' time. Thread-safe. */
final class StageTimes implements WorkerObserver {
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore ended = new Semaphore(0);
    private final ThreadLocal<Duration> rendering = ThreadLocal.withInitial(() -> Duration.ZERO);
    private final Map<Stage, Duration> stages = new EnumMap<>(Stage.class);
    private final List<Double> overheads = new ArrayList<>();
    private double computeSeconds;

    /**
     * @param overheads seconds of each candidate between its delivery and its verdict that it neither rendered nor waited for
     *     the device, sorted
     * @param stages mean milliseconds
     * @param computeSeconds of all candidates
     */
    record Totals(List<Double> overheads, Map<String, Double> stages, double computeSeconds) {
        /** Sum of what a busy device can hide, seconds. */
        double besideRendering() {
            return overheads.stream().mapToDouble(o -> o).sum();
        }

        /** @param share in (0, 1] */
        double overhead(double share) {
            return overheads.get((int) Math.min(overheads.size() - 1L, Math.round(share * overheads.size())));
        }
    }

    /** Waits until this many tasks have ended, tells what they took, and forgets it. */
    Totals after(int tasks) throws InterruptedException {
        if (!ended.tryAcquire(tasks, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new BenchFailure("the worker did not end its tasks");
        }
        synchronized (this) {
            Map<String, Double> means = new TreeMap<>();
            stages.forEach((stage, sum) -> means.put(stage.wireName(), sum.toNanos() / 1e6 / tasks));
            Totals totals = new Totals(overheads.stream().sorted().toList(), means, computeSeconds);
            stages.clear();
            overheads.clear();
            computeSeconds = 0;
            return totals;
        }
    }

    @Override
    public synchronized void passed(Stage stage, Duration took) {
        stages.merge(stage, took, Duration::plus);
        if (stage == Stage.RENDER) {
            rendering.set(took);
        }
    }

    @Override
    public void taskEnded(Lane lane, String result, Duration took) {
        synchronized (this) {
            overheads.add(took.minus(rendering.get()).toNanos() / 1e9);
        }
        ended.release();
    }

    @Override
    public synchronized void rendered(double deviceSeconds) {
        computeSeconds += deviceSeconds;
    }

    @Override
    public void taskWaited(Lane lane, Duration waited) {}

    @Override
    public void uploaded(long bytes) {}

    @Override
    public void resultConflict() {}

    @Override
    public void deadLettered() {}

    @Override
    public void locksRenewed(int records) {}

    @Override
    public void locksLost(int records) {}
}
