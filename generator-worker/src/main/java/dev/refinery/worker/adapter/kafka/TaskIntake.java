package dev.refinery.worker.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.worker.app.Delivery;
import dev.refinery.worker.app.EventLogUnavailable;
import dev.refinery.worker.app.Verdict;
import dev.refinery.worker.app.WorkerObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** From a record to work: a task goes to its handler, anything else to the dead letters. Thread-safe. */
final class TaskIntake {
    private static final Logger LOG = Logger.getLogger(TaskIntake.class);
    /** A lock is renewed this much longer than anybody waits for the task, so that its end is a verdict, not a loss. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Function<Delivery, Verdict> handler;
    private final DeadLetters deadLetters;
    private final int deliveryLimit;
    private final WorkerObserver observer;
    private final Clock clock;

    TaskIntake(
            Function<Delivery, Verdict> handler,
            DeadLetters deadLetters,
            int deliveryLimit,
            WorkerObserver observer,
            Clock clock) {
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.deliveryLimit = deliveryLimit;
        this.observer = observer;
        this.clock = clock;
    }

    Work work(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = EventRecords.decode(record.headers(), record.value());
            if (event instanceof GenerationTask task) {
                int attempt = record.deliveryCount().map(Short::intValue).orElse(1);
                if (attempt == 1) {
                    observer.taskWaited(task.lane(), waited(record));
                }
                Delivery delivery = new Delivery(task, attempt, attempt >= deliveryLimit);
                return new Work(
                        () -> generate(record, delivery), task.notAfter().plus(GRACE));
            }
            return poison(record, "not a task: " + event.getClass().getSimpleName());
        } catch (UndecodableEventException e) {
            return poison(record, String.valueOf(e.getMessage()));
        }
    }

    /** Each delivery of a task is a step of its own under the same parent. */
    @SuppressWarnings("try") // the step is only held
    private Verdict generate(ConsumerRecord<byte[], byte[]> record, Delivery delivery) {
        try (Step step = Step.received("generate", record.headers(), Subject.of(delivery.task()))) {
            Step.note("attempt", Integer.toString(delivery.attempt()));
            return handler.apply(delivery);
        }
    }

    private Duration waited(ConsumerRecord<byte[], byte[]> record) {
        return Duration.ofMillis(Math.max(0, clock.millis() - record.timestamp()));
    }

    private Work poison(ConsumerRecord<byte[], byte[]> record, String reason) {
        return new Work(
                () -> {
                    try {
                        deadLetters.append(record, reason);
                        observer.deadLettered();
                        LOG.warnf("dead letter: topic=%s offset=%d", record.topic(), record.offset());
                        return Verdict.DONE;
                    } catch (EventLogUnavailable e) {
                        LOG.warnf("dead letter not written: offset=%d %s", record.offset(), e.getMessage());
                        return Verdict.RETRY;
                    }
                },
                Instant.MAX);
    }

    /** @param renewUntil after this instant the record is given back even if the work still runs */
    record Work(java.util.concurrent.Callable<Verdict> run, Instant renewUntil) {}
}
