package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.scorer.app.Capacity;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the members of the workers' share group. A worker has a consumer of its own for each task that it can hold, so a lane's members
 * are what all workers together can hold of it, however many come and go. While the brokers do not answer, the last count holds.
 */
public final class ShareGroupCapacity implements Capacity, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ShareGroupCapacity.class);

    private final Admin admin;
    private final String group;
    private final Duration every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("capacity").daemon().factory());
    private @Nullable Future<?> looking;
    private volatile Seen seen = new Seen(Map.of(), Topic.JOBS.partitions());

    private record Seen(Map<Lane, Integer> slots, int partitions) {
        Seen {
            slots = Map.copyOf(slots);
        }
    }

    /** @param admin is closed with this */
    public ShareGroupCapacity(Admin admin, String group, Duration every) {
        this.admin = admin;
        this.group = group;
        this.every = every;
    }

    /** Returns at once; until the first answer no worker is known. */
    public synchronized void start() {
        looking = timer.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            seen = new Seen(slots(), partitionCount());
        } catch (ExecutionException e) {
            LOG.warnf("cannot count the workers, goes by the last count: %s", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<Lane, Integer> slots() throws ExecutionException, InterruptedException {
        Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
        for (ShareMemberDescription member : members()) {
            for (Lane lane : Lane.values()) {
                String topic = Topic.tasks(lane).name();
                boolean serves = member.assignment().topicPartitions().stream()
                        .anyMatch(p -> p.topic().equals(topic));
                if (serves) {
                    slots.merge(lane, 1, Integer::sum);
                }
            }
        }
        return slots;
    }

    private Collection<ShareMemberDescription> members() throws ExecutionException, InterruptedException {
        try {
            return admin.describeShareGroups(List.of(group)).all().get().values().stream()
                    .flatMap(description -> description.members().stream())
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    private int partitionCount() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(Topic.JOBS.name())).allTopicNames().get().values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
    }

    @Override
    public int slots(Lane lane) {
        return seen.slots().getOrDefault(lane, 0);
    }

    @Override
    public int partitions() {
        return seen.partitions();
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(true);
        }
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(2));
    }
}
