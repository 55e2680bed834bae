package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.batch.BatchDriver;
import dev.refinery.gateway.app.batch.BatchDriver.Step;
import dev.refinery.gateway.domain.Batch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Takes steps of batches away from the stream thread, a few batches at a time. Thread-safe. */
final class BatchCourier implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BatchCourier.class);
    private static final int IN_FLIGHT = 4;

    private final BatchDriver driver;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(IN_FLIGHT);

    BatchCourier(BatchDriver driver) {
        this.driver = driver;
    }

    /**
     * @param ended called on another thread, once
     * @return false when too many are on their way: nothing was done
     */
    boolean send(Batch batch, Consumer<Step> ended) {
        if (!places.tryAcquire()) {
            return false;
        }
        threads.execute(() -> {
            Step step = new Step(batch, true);
            try {
                step = driver.step(batch);
            } catch (RuntimeException e) {
                LOG.errorf(e, "a step of a batch failed, it is taken again batch=%s", batch.id());
            } finally {
                places.release();
                ended.accept(step);
            }
        });
        return true;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
