package dev.refinery.worker.adapter.kafka;

import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.worker.app.Delivery;
import dev.refinery.worker.app.TaskQueue;
import dev.refinery.worker.app.Verdict;
import dev.refinery.worker.app.WorkerObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/**
 * The task lanes as a Kafka share group (KIP-932). Each lane has its own slots, so a full batch lane never keeps an
 * interactive task waiting; the device then takes interactive work first.
 */
public final class ShareGroupTaskQueue implements TaskQueue {
    private static final Logger LOG = Logger.getLogger(ShareGroupTaskQueue.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaClients clients;
    private final Settings settings;
    private final WorkerObserver observer;
    private final Clock clock;
    private final DeadLetters deadLetters;
    private final List<TaskSlot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param slots tasks in hand at a time, for each lane
     * @param lock how long a task stays with a worker that shows no sign of life; Kafka allows 15 to 60 s by default
     * @param deliveryLimit taken when the brokers do not tell theirs
     */
    public record Settings(String group, int slots, Duration lock, int deliveryLimit) {}

    public ShareGroupTaskQueue(KafkaClients clients, Settings settings, WorkerObserver observer, Clock clock) {
        this.clients = clients;
        this.settings = settings;
        this.observer = observer;
        this.clock = clock;
        this.deadLetters = new DeadLetters(clients.producer());
    }

    @Override
    public synchronized void start(Function<Delivery, Verdict> handler) {
        int limit = prepareCluster();
        TaskIntake intake = new TaskIntake(handler, deadLetters, limit, observer, clock);
        for (Lane lane : Lane.values()) {
            String topic = Topic.tasks(lane).name();
            for (int i = 0; i < settings.slots(); i++) {
                String name = "tasks-" + lane.name().toLowerCase(Locale.ROOT) + "-" + i;
                TaskSlot slot = new TaskSlot(
                        name,
                        topic,
                        () -> clients.taskConsumer(settings.group(), name),
                        intake,
                        settings.lock().dividedBy(3),
                        observer,
                        clock);
                slots.add(slot);
                threads.add(Thread.ofPlatform().name(name).start(slot));
            }
        }
    }

    private int prepareCluster() {
        new TopicProvisioner(clients.connection(), Optional.empty(), PATIENCE).provision(Topic.all());
        try (Admin admin = clients.admin()) {
            TaskGroup group = new TaskGroup(admin, settings.group());
            group.configure(settings.lock());
            OptionalInt limit = group.deliveryLimit();
            return limit.orElse(settings.deliveryLimit());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while preparing the share group", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot prepare share group " + settings.group(), e);
        }
    }

    @Override
    public synchronized boolean healthy() {
        return !threads.isEmpty() && threads.stream().allMatch(Thread::isAlive);
    }

    @Override
    public synchronized int drain(Duration patience) {
        slots.forEach(TaskSlot::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        if (!join(deadline)) {
            LOG.warn("tasks in hand did not finish in time: giving them back");
            slots.forEach(TaskSlot::abort);
            join(System.nanoTime() + Duration.ofSeconds(3).toNanos());
        }
        return slots.stream().mapToInt(TaskSlot::givenBack).sum();
    }

    private boolean join(long deadline) {
        try {
            for (Thread thread : threads) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                    return threads.stream().noneMatch(Thread::isAlive);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
        deadLetters.close();
    }
}
