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

    /** A task got past a stage; told from the thread that handles it. */
    void passed(Stage stage, Duration took);

    void uploaded(long bytes);

    /** A result of other bytes lies where this one belongs: determinism is broken. */
    void resultConflict();

    void deadLettered();

    void locksRenewed(int records);

    void locksLost(int records);

    /** A part of an attempt begins on this thread: {@code fetch}, {@code encode}, {@code render} or {@code upload}. */
    default Part begins(String part) {
        return () -> {};
    }

    /** Closed when the part ends, on the same thread. */
    @FunctionalInterface
    interface Part extends AutoCloseable {
        @Override
        void close();
    }

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
