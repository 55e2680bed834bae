package dev.refinery.inference.runtime;

import dev.refinery.contracts.job.Lane;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.batch.BatchLimits;
import dev.refinery.inference.batch.BatchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One device's executor: moves whatever is in hand step by step, as many at a time as fit into one call, on threads of its own.
 * Pictures join and leave between steps. A call that runs out of memory is split; one that fails is repeated picture by picture,
 * so that a picture never fails for its company. Thread-safe.
 *
 * @param <W> what is moved
 */
final class StepEngine<W> implements AutoCloseable {
    /** Does the work, on the engine's threads, inside the gate. */
    interface Network<W> {
        /** Things of equal shapes fit into one call. */
        Object shape(W work);

        Lane lane(W work);

        /** How many rows of a call it takes. */
        int rows(W work);

        /** Asked before every step; what it throws ends this work alone. */
        void check(W work);

        /**
         * Takes one step with each, or none with any.
         *
         * @param largest rows of one call
         */
        void step(List<W> works, int largest);

        /** True after the last step. */
        boolean arrived(W work);

        /** The last thing that is done with what has arrived. */
        void finish(W work);

        /** The device worked for it so long. */
        void took(W work, long nanos);
    }

    private final ComputeGate gate;
    private final Network<W> network;
    private final BatchLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Ticket<W>> waiting = new ArrayList<>();
    private int free;
    private long arrivals;
    private long steps;
    private boolean closed;

    /**
     * @param name of the threads
     * @param threads that call the network at a time
     * @param largest rows of one call
     */
    StepEngine(String name, int threads, int largest, ComputeGate gate, Network<W> network) {
        this.gate = gate;
        this.network = network;
        this.limits = new BatchLimits(largest);
        this.free = threads;
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().name(name + "-" + i).daemon().start(this::drive);
        }
    }

    /**
     * Returns when the work is finished. An interrupted caller waits for the step in progress, no longer.
     *
     * @throws RenderException as the network throws it, or {@code Closed}
     */
    void run(W work) {
        Ticket<W> ticket = new Ticket<>(work);
        lock.lock();
        try {
            if (closed) {
                throw new RenderException.Closed("the runtime is closed");
            }
            ticket.arrived = arrivals++;
            waiting.add(ticket);
            changed.signal();
        } finally {
            lock.unlock();
        }
        await(ticket);
    }

    private void await(Ticket<W> ticket) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    ticket.done.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                    withdraw(ticket);
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new CompletionException(cause);
    }

    private void withdraw(Ticket<W> ticket) {
        lock.lock();
        try {
            ticket.withdrawn = true;
            if (waiting.remove(ticket)) {
                ticket.fail(interruption());
            }
        } finally {
            lock.unlock();
        }
    }

    private static RenderException.Closed interruption() {
        return new RenderException.Closed("interrupted while the picture was being made");
    }

    private void drive() {
        Lane lane = awaitWork();
        while (lane != null) {
            try {
                gate.enter(lane);
                try {
                    turn();
                } finally {
                    gate.leave();
                }
            } catch (RenderException.Closed e) {
                close();
            }
            lane = awaitWork();
        }
    }

    /** How many wait for a step now. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** @return the lane of what comes next; null when closed */
    private @Nullable Lane awaitWork() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return closed ? null : waiting.get(next().getFirst()).lane(network);
        } finally {
            lock.unlock();
        }
    }

    private List<Integer> next() {
        return BatchPolicy.next(
                waiting.stream()
                        .map(t -> new BatchPolicy.Waiting(
                                network.shape(t.work), t.lane(network), network.rows(t.work), t.arrived, t.moved))
                        .toList(),
                free,
                limits::of);
    }

    /** One step with some of what waits; chosen inside the gate, when it is known who is there. */
    private void turn() {
        List<Ticket<W>> batch = take();
        try {
            step(passed(batch));
            batch.stream()
                    .filter(t -> t.going() && network.arrived(t.work))
                    .forEach(ticket -> guarded(ticket, () -> {
                        timed(List.of(ticket), () -> network.finish(ticket.work));
                        ticket.done.complete(null);
                    }));
        } finally {
            giveBack(batch);
        }
    }

    private List<Ticket<W>> take() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return List.of();
            }
            List<Ticket<W>> batch = next().stream().map(waiting::get).toList();
            waiting.removeAll(batch);
            free--;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(List<Ticket<W>> batch) {
        lock.lock();
        try {
            if (batch.isEmpty()) {
                return;
            }
            free++;
            steps++;
            for (Ticket<W> ticket : batch) {
                ticket.moved = steps;
                if (!ticket.going()) {
                    continue;
                }
                if (closed) {
                    ticket.fail(new RenderException.Closed("the runtime is closed"));
                } else if (ticket.withdrawn) {
                    ticket.fail(interruption());
                } else {
                    waiting.add(ticket);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<Ticket<W>> passed(List<Ticket<W>> batch) {
        batch.forEach(ticket -> guarded(ticket, () -> network.check(ticket.work)));
        return batch.stream().filter(Ticket::going).toList();
    }

    private void step(List<Ticket<W>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Object shape = network.shape(batch.getFirst().work);
        int rows = batch.stream().mapToInt(t -> network.rows(t.work)).sum();
        int largest = limit(shape);
        try {
            timed(batch, () -> network.step(batch.stream().map(t -> t.work).toList(), largest));
            report(() -> limits.succeeded(shape, Math.min(rows, largest)));
        } catch (RenderException.OutOfMemory e) {
            int tried = Math.min(rows, largest);
            report(() -> limits.exhausted(shape, tried));
            if (tried > 1) {
                step(batch);
            } else {
                alone(batch, e);
            }
        } catch (RuntimeException | Error e) {
            alone(batch, e);
        }
    }

    /** Whose fault it is shows when each goes by itself. */
    private void alone(List<Ticket<W>> batch, Throwable failure) {
        if (batch.size() == 1) {
            batch.getFirst().fail(failure);
        } else {
            batch.forEach(ticket -> step(List.of(ticket)));
        }
    }

    private int limit(Object shape) {
        lock.lock();
        try {
            return limits.of(shape);
        } finally {
            lock.unlock();
        }
    }

    private void report(Runnable outcome) {
        lock.lock();
        try {
            outcome.run();
        } finally {
            lock.unlock();
        }
    }

    private void timed(List<Ticket<W>> batch, Runnable action) {
        long start = System.nanoTime();
        try {
            action.run();
        } finally {
            long nanos = System.nanoTime() - start;
            int rows = batch.stream().mapToInt(t -> network.rows(t.work)).sum();
            batch.forEach(t -> network.took(t.work, nanos * network.rows(t.work) / rows));
        }
    }

    private static void guarded(Ticket<?> ticket, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            ticket.fail(e);
        }
    }

    /** Ends what waits; what is being moved ends after this step. Idempotent, does not wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(ticket -> ticket.fail(new RenderException.Closed("the runtime is closed")));
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static final class Ticket<W> {
        final W work;
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        long arrived;
        long moved = -1;
        boolean withdrawn;

        Ticket(W work) {
            this.work = work;
        }

        Lane lane(Network<W> network) {
            return network.lane(work);
        }

        boolean going() {
            return !done.isDone();
        }

        void fail(Throwable failure) {
            done.completeExceptionally(failure);
        }
    }
}
