package dev.refinery.worker;

import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.ObjectStore;
import dev.refinery.worker.adapter.kafka.KafkaCanceledJobs;
import dev.refinery.worker.adapter.kafka.KafkaClients;
import dev.refinery.worker.adapter.kafka.KafkaEventLog;
import dev.refinery.worker.adapter.kafka.ShareGroupTaskQueue;
import dev.refinery.worker.app.CutoutGate;
import dev.refinery.worker.app.GenerateCandidate;
import dev.refinery.worker.app.Generators;
import dev.refinery.worker.app.TaskProcessor;
import dev.refinery.worker.app.WorkerObserver;
import java.time.Clock;
import java.time.Duration;

/**
 * A whole worker put together: queue, use case, log. Needs no container, so tests and tools run the real thing. The
 * generators and the store belong to the caller.
 */
public final class GeneratorWorker implements AutoCloseable {
    private final KafkaEventLog log;
    private final KafkaCanceledJobs canceled;
    private final GenerateCandidate generate;
    private final ShareGroupTaskQueue queue;
    private final TaskProcessor processor;

    /**
     * @param patience how long a task waits here for a store or log that is away
     * @param cancelLookback how old a cancellation may be that still matters
     * @param stamp writes results' provenance
     */
    public record Settings(
            ShareGroupTaskQueue.Settings queue,
            CutoutGate cutouts,
            Duration patience,
            Duration cancelLookback,
            ProvenanceStamp stamp) {}

    public GeneratorWorker(
            KafkaClients clients,
            ObjectStore store,
            Generators generators,
            Settings settings,
            WorkerObserver observer,
            Clock clock) {
        this.log = new KafkaEventLog(clients);
        this.canceled = new KafkaCanceledJobs(clients, settings.cancelLookback(), clock);
        this.generate = new GenerateCandidate(
                generators, store, canceled, settings.cutouts(), settings.stamp(), observer, clock);
        this.queue = new ShareGroupTaskQueue(clients, settings.queue(), observer, clock);
        this.processor = new TaskProcessor(generate::attempt, log, settings.patience(), Thread::sleep, observer, clock);
    }

    /** @throws IllegalStateException when the cluster cannot be prepared; nothing has started then */
    public void start() {
        queue.start(processor);
        canceled.start();
    }

    public boolean healthy() {
        return queue.healthy();
    }

    /**
     * Finishes what is in hand and gives the rest back.
     *
     * @return how many tasks were given back
     */
    public int drain(Duration patience) {
        return queue.drain(patience);
    }

    @Override
    public void close() {
        queue.close();
        canceled.close();
        generate.close();
        log.close();
    }
}
