package dev.refinery.worker.app;

import dev.refinery.contracts.job.Lane;
import java.time.Duration;

/** Is told what happens, for metrics. Implementations are thread-safe and must not fail. */
public interface WorkerObserver {
    /** A task was delivered for the first time, this long after it was written. */
    void taskWaited(Lane lane, Duration waited);

    /** @param result {@code made}, a failure's code, {@code expired}, {@code canceled} or {@code released} */
    void taskEnded(Lane lane, String result, Duration took);

    void rendered(double deviceSeconds);

    /** A stage of a task has ended, well or not; told from the thread that handles the task. */
    void passed(Stage stage, Duration took);

    /** A stage of a task begins on this thread, on which what is given must be closed when the stage ends. */
    default Running begins(Stage stage) {
        long began = System.nanoTime();
        return () -> passed(stage, Duration.ofNanos(System.nanoTime() - began));
    }

    /** A stage that runs. */
    @FunctionalInterface
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    void uploaded(long bytes);

    /** A result of other bytes lies where this one belongs: determinism is broken. */
    void resultConflict();

    void deadLettered();

    void locksRenewed(int records);

    void locksLost(int records);

    /** For tests and tools that measure nothing. */
    WorkerObserver NONE = new WorkerObserver() {
        @Override
        public void taskWaited(Lane lane, Duration waited) {}

        @Override
        public void taskEnded(Lane lane, String result, Duration took) {}

        @Override
        public void rendered(double deviceSeconds) {}

        @Override
        public void passed(Stage stage, Duration took) {}

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
    };
}
