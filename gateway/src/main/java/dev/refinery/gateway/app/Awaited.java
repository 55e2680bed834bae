package dev.refinery.gateway.app;

import dev.refinery.gateway.app.JobViews.Watch;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a view to catch up with what was just written. Blocks the calling thread. */
public final class Awaited {
    private Awaited() {}

    /** What {@code read} gives as soon as it is {@code enough}, or when the time is over. */
    @SuppressWarnings("try") // the watch is only held
    public static <T> T read(
            Function<Runnable, Watch> watches, Supplier<T> read, Predicate<T> enough, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        Semaphore changes = new Semaphore(0);
        try (Watch watch = watches.apply(changes::release)) {
            while (true) {
                T value = read.get();
                long left = until - System.nanoTime();
                if (enough.test(value) || left <= 0) {
                    return value;
                }
                if (changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    changes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read.get();
        }
    }
}
