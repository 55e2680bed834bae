package dev.refinery.worker.adapter.kafka;

import dev.refinery.worker.app.Verdict;
import dev.refinery.worker.app.WorkerObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One place for one task at a time: a share consumer of its own, polled by one thread, and a second thread that works.
 * While the work runs, the polling thread renews the record's lock.
 *
 * <p>A consumer fetches nothing new before every record of its last fetch is settled, so one consumer for many tasks would
 * wait for the slowest of each batch; one consumer a task does not.
 */
final class TaskSlot implements Runnable {
    private static final Logger LOG = Logger.getLogger(TaskSlot.class);
    /** Also how late a slot notices that it is to stop: a wake-up could hit a commit, this cannot. */
    private static final Duration POLL = Duration.ofMillis(500);
    /** A record that polls did not bring back this often is not coming back. */
    private static final int ABSENT_POLLS = 20;

    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final String topic;
    private final Supplier<ShareConsumer<byte[], byte[]>> connect;
    private final TaskIntake intake;
    private final Duration renewEvery;
    private final WorkerObserver observer;
    private final Clock clock;
    private final ExecutorService worker;
    private final BlockingQueue<Held> finished = new LinkedBlockingQueue<>();
    private final Map<Long, Held> held = new HashMap<>();
    private final AtomicInteger givenBack = new AtomicInteger();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean aborted;

    TaskSlot(
            String name,
            String topic,
            Supplier<ShareConsumer<byte[], byte[]>> connect,
            TaskIntake intake,
            Duration renewEvery,
            WorkerObserver observer,
            Clock clock) {
        this.topic = topic;
        this.connect = connect;
        this.intake = intake;
        this.renewEvery = renewEvery;
        this.observer = observer;
        this.clock = clock;
        this.worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name + "-work").factory());
    }

    @Override
    public void run() {
        try {
            while (!stopping()) {
                try (ShareConsumer<byte[], byte[]> connected = connect.get()) {
                    connected.setAcknowledgementCommitCallback(this::settled);
                    connected.subscribe(List.of(topic));
                    serve(connected);
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException | IllegalStateException e) {
                    LOG.errorf(e, "task slot lost its consumer: topic=%s", topic);
                    forgetAll();
                    stop.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            worker.shutdownNow();
        }
    }

    private void serve(ShareConsumer<byte[], byte[]> connected) throws InterruptedException {
        while (!stopping() || !held.isEmpty()) {
            Collection<ConsumerRecord<byte[], byte[]>> delivered = new ArrayList<>();
            held.values().forEach(h -> h.absent++);
            for (ConsumerRecord<byte[], byte[]> record : connected.poll(POLL)) {
                delivered.add(record);
                Held known = held.get(record.offset());
                if (known != null) {
                    known.absent = 0;
                } else if (!stopping()) {
                    hold(record);
                }
            }
            // A renewed record comes back with a later poll; only while it is here can it be settled or renewed again.
            if (!delivered.isEmpty() && !held.isEmpty()) {
                finished.poll(renewEvery.toMillis(), TimeUnit.MILLISECONDS);
            }
            finished.clear();
            for (ConsumerRecord<byte[], byte[]> record : delivered) {
                connected.acknowledge(record, acknowledgement(record));
            }
            held.values().removeIf(h -> h.task.isDone() && (h.lost || h.absent > ABSENT_POLLS));
        }
        connected.commitSync(SETTLE);
    }

    private void hold(ConsumerRecord<byte[], byte[]> record) {
        TaskIntake.Work work = intake.work(record);
        Held task = new Held(work);
        held.put(record.offset(), task);
        worker.execute(task.task);
    }

    private AcknowledgeType acknowledgement(ConsumerRecord<byte[], byte[]> record) {
        Held task = held.get(record.offset());
        if (task == null) {
            givenBack.incrementAndGet();
            return AcknowledgeType.RELEASE;
        }
        boolean overdue = clock.instant().isAfter(task.work.renewUntil());
        if (aborted || overdue) {
            task.task.cancel(true);
        }
        if (!task.task.isDone()) {
            observer.locksRenewed(1);
            return AcknowledgeType.RENEW;
        }
        held.remove(record.offset());
        if (task.verdict() == Verdict.DONE) {
            return AcknowledgeType.ACCEPT;
        }
        givenBack.incrementAndGet();
        return AcknowledgeType.RELEASE;
    }

    /** Called on the polling thread. A record whose lock is gone goes to another worker; the work here may end in peace. */
    private void settled(Map<TopicIdPartition, Set<Long>> offsets, @Nullable Exception failure) {
        if (failure == null) {
            return;
        }
        for (Set<Long> lost : offsets.values()) {
            observer.locksLost(lost.size());
            for (Long offset : lost) {
                LOG.warnf("task lock lost: topic=%s offset=%d %s", topic, offset, failure.getMessage());
                Held task = held.get(offset);
                if (task != null) {
                    task.lost = true;
                }
            }
        }
    }

    private void forgetAll() {
        held.values().forEach(h -> h.task.cancel(true));
        held.clear();
    }

    /** Takes no more; what is in hand goes on. */
    void stop() {
        stop.countDown();
    }

    /** Interrupts what is in hand and gives it back. */
    void abort() {
        aborted = true;
        finished.add(new Held(new TaskIntake.Work(() -> Verdict.RETRY, clock.instant())));
    }

    int givenBack() {
        return givenBack.get();
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    private final class Held {
        final TaskIntake.Work work;
        final FutureTask<Verdict> task;
        boolean lost;
        int absent;

        Held(TaskIntake.Work work) {
            this.work = work;
            this.task = new FutureTask<>(work.run()) {
                @Override
                protected void done() {
                    finished.add(Held.this);
                }
            };
        }

        /** Only once done. */
        Verdict verdict() {
            try {
                return task.get();
            } catch (CancellationException e) {
                return Verdict.RETRY;
            } catch (ExecutionException e) {
                LOG.errorf(e.getCause(), "task handler broke: topic=%s", topic);
                return Verdict.RETRY;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Verdict.RETRY;
            }
        }
    }
}
