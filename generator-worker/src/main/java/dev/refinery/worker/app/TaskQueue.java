package dev.refinery.worker.app;

import java.time.Duration;
import java.util.function.Function;

/**
 * Where tasks come from: at least once, in no order, one worker at a time. A task stays with the worker as long as its
 * handler runs.
 */
public interface TaskQueue extends AutoCloseable {
    /** Begins to hand out tasks. The handler runs on several threads at once and may block. Call once. */
    void start(Function<Delivery, Verdict> handler);

    /** True while every lane is being read. */
    boolean healthy();

    /**
     * Takes no more tasks, lets the handlers finish within the patience, interrupts those that did not, and gives their
     * tasks back.
     *
     * @return how many tasks were given back
     */
    int drain(Duration patience);

    @Override
    void close();
}
