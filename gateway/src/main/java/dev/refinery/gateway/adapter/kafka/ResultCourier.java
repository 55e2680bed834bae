package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.app.ResultCopies;
import dev.refinery.gateway.domain.CopyOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** Copies results away from the stream thread, a few jobs at a time. Thread-safe. */
final class ResultCourier implements AutoCloseable {
    private static final int IN_FLIGHT = 8;

    private final ResultCopies copies;
    private final List<Duration> pauses;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<JobId> inFlight = ConcurrentHashMap.newKeySet();

    /** @param pauses between attempts; after the last one an order is given up */
    ResultCourier(ResultCopies copies, List<Duration> pauses) {
        this.copies = copies;
        this.pauses = List.copyOf(pauses);
    }

    List<Duration> pauses() {
        return pauses;
    }

    /** @param ended called on another thread, unless the order is on its way already or too many are */
    void send(CopyOrder order, BiConsumer<CopyOrder, ResultCopies.Attempt> ended) {
        if (inFlight.size() >= IN_FLIGHT || !inFlight.add(order.job())) {
            return;
        }
        threads.execute(() -> {
            ResultCopies.Attempt attempt = new ResultCopies.Attempt.Later("the attempt broke off");
            try {
                attempt = copies.attempt(order);
            } finally {
                ended.accept(order, attempt);
                inFlight.remove(order.job());
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
