package dev.refinery.benchmarks;

import dev.refinery.inference.CandidateRenderer;
import dev.refinery.inference.RenderRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A bare loop: so many threads, each rendering one request after the other. */
final class ConcurrentRenders {
    private ConcurrentRenders() {}

    static void run(CandidateRenderer renderer, List<RenderRequest> requests, int threads) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    for (int at = next.getAndIncrement(); at < requests.size(); at = next.getAndIncrement()) {
                        renderer.render(requests.get(at));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailure("a render failed: " + e.getCause(), e);
        }
    }
}
