package dev.refinery.inference.runtime;

import dev.refinery.contracts.job.Lane;
import dev.refinery.inference.RenderException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Admits a bounded number of native calls at a time, interactive ones first, and none once closed. Native code that is
 * running when the JVM tears its libraries down crashes the process, hence {@link #close}: it returns when the last
 * admitted call has left. Thread-safe.
 */
final class ComputeGate {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final int permits;
    private int running;
    private int interactiveWaiting;
    private int waiting;
    private long progress = System.nanoTime();
    private boolean closed;

    ComputeGate(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1");
        }
        this.permits = permits;
    }

    /** Waits for a place. Leave through {@link #leave}, in a finally block. */
    void enter(Lane lane) {
        lock.lock();
        try {
            if (running + waiting == 0) {
                progress = System.nanoTime();
            }
            waiting++;
            boolean interactive = lane == Lane.INTERACTIVE;
            if (interactive) {
                interactiveWaiting++;
            }
            try {
                while (!closed && (running >= permits || (!interactive && interactiveWaiting > 0))) {
                    changed.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RenderException.Closed("interrupted while waiting for the device");
            } finally {
                waiting--;
                if (interactive) {
                    interactiveWaiting--;
                    changed.signalAll();
                }
            }
            if (closed) {
                throw new RenderException.Closed("the runtime is closed");
            }
            running++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            running--;
            progress = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits nobody from now on and waits for those inside. Idempotent.
     *
     * @return false when some were still inside after the patience
     */
    boolean close(Duration patience) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long left = patience.toNanos();
            while (running > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until somebody closes the gate, at most this long. */
    boolean awaitClosed(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!closed) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** How long there has been work, and none of it has ended. */
    Duration stalled() {
        lock.lock();
        try {
            return running + waiting == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progress);
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }
}
