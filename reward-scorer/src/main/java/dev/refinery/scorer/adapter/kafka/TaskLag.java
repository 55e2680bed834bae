package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of each lane no worker has finished, tasks in hand included, by what the brokers know of the workers' share group.
 * That is known without a single worker, so workers can be scaled from zero by it. While the brokers do not answer it is not
 * a number, which a scaler must not take for an empty queue.
 */
public final class TaskLag implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TaskLag.class);

    private final Admin admin;
    private final String group;
    private final Duration every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("task-lag").daemon().factory());
    private @Nullable Future<?> looking;
    private volatile Map<Lane, Long> seen = Map.of();

    /** @param admin is closed with this */
    public TaskLag(Admin admin, String group, Duration every) {
        this.admin = admin;
        this.group = group;
        this.every = every;
    }

    /** Returns at once; until the first answer nothing is known. */
    public synchronized void start(MeterRegistry registry) {
        for (Lane lane : Lane.values()) {
            Gauge.builder("refinery.tasks.lag", this, lag -> lag.tasks(lane))
                    .description("Tasks on the lane's topic that no worker has finished; the same from every scorer")
                    .tag("lane", lane.wireName())
                    .register(registry);
        }
        looking = timer.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Not a number while it is not known. */
    double tasks(Lane lane) {
        Long tasks = seen.get(lane);
        return tasks == null ? Double.NaN : tasks.doubleValue();
    }

    private void look() {
        try {
            Map<Lane, Long> tasks = new EnumMap<>(Lane.class);
            for (Lane lane : Lane.values()) {
                tasks.put(lane, tasks(partitions(lane)));
            }
            seen = Map.copyOf(tasks);
        } catch (ExecutionException e) {
            seen = Map.of();
            LOG.warnf("cannot count the tasks that are left: %s", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<TopicPartition> partitions(Lane lane) throws ExecutionException, InterruptedException {
        String topic = Topic.tasks(lane).name();
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private long tasks(List<TopicPartition> partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, SharePartitionOffsetInfo> started = started(partitions);
        long sum = 0;
        for (TopicPartition partition : partitions) {
            SharePartitionOffsetInfo info = started.get(partition);
            sum += info != null && info.lag().isPresent() ? info.lag().get() : length(partition);
        }
        return sum;
    }

    private Map<TopicPartition, SharePartitionOffsetInfo> started(List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        try {
            return admin.listShareGroupOffsets(
                            Map.of(group, new ListShareGroupOffsetsSpec().topicPartitions(partitions)))
                    .partitionsToOffsetInfo(group)
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    /** All that is on the topic: what a group that was never used will be given. */
    private long length(TopicPartition partition) throws ExecutionException, InterruptedException {
        return offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
    }

    private long offset(TopicPartition partition, OffsetSpec which) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(partition, which))
                .partitionResult(partition)
                .get()
                .offset();
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
