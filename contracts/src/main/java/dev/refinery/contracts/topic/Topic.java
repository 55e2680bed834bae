package dev.refinery.contracts.topic;

import dev.refinery.contracts.job.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The topic catalogue: created on start-up where permitted, checked where not.
 *
 * @param partitions default partition count; jobs, candidates, scores must agree, they are joined by key
 * @param retention null = compacted, kept for ever
 */
public record Topic(String name, int partitions, @Nullable Duration retention) {
    public static final int JOB_PARTITIONS = 6;

    public static final Topic JOBS = new Topic("refinery.jobs", JOB_PARTITIONS, Duration.ofDays(7));
    /** One partition a lane: share groups need no more until workers outnumber it by far. */
    public static final Topic TASKS_INTERACTIVE = new Topic("refinery.tasks.interactive", 1, Duration.ofDays(2));

    public static final Topic TASKS_BATCH = new Topic("refinery.tasks.batch", 1, Duration.ofDays(2));
    public static final Topic CANDIDATES = new Topic("refinery.candidates", JOB_PARTITIONS, Duration.ofDays(7));
    public static final Topic SCORES = new Topic("refinery.scores", JOB_PARTITIONS, Duration.ofDays(7));
    public static final Topic FEEDBACK = new Topic("refinery.feedback", JOB_PARTITIONS, Duration.ofDays(7));
    public static final Topic OUTCOMES = new Topic("refinery.outcomes", JOB_PARTITIONS, Duration.ofDays(7));
    public static final Topic JOB_VIEWS = new Topic("refinery.job-views", JOB_PARTITIONS, null);
    public static final Topic WEBHOOK_DELIVERIES =
            new Topic("refinery.webhook-deliveries", JOB_PARTITIONS, Duration.ofDays(7));
    /** Few and small, read whole by every gateway. */
    public static final Topic WEBHOOK_ENDPOINTS = new Topic("refinery.webhook-endpoints", 1, null);

    public static final Topic WEBHOOK_LOG = new Topic("refinery.webhook-log", JOB_PARTITIONS, null);
    public static final Topic BATCH_ORDERS = new Topic("refinery.batch-orders", JOB_PARTITIONS, Duration.ofDays(7));
    /** Few and small, read whole by every gateway. */
    public static final Topic BATCHES = new Topic("refinery.batches", 1, null);

    public static final Topic USAGE = new Topic("refinery.usage", JOB_PARTITIONS, Duration.ofDays(30));
    public static final Topic USAGE_DAYS = new Topic("refinery.usage-days", JOB_PARTITIONS, null);
    public static final Topic DEAD_LETTERS = new Topic("refinery.dead-letters", 1, Duration.ofDays(30));

    /** Where the tasks of a lane are. */
    public static Topic tasks(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> TASKS_INTERACTIVE;
            case BATCH -> TASKS_BATCH;
        };
    }

    public static List<Topic> all() {
        return List.of(
                JOBS,
                TASKS_INTERACTIVE,
                TASKS_BATCH,
                CANDIDATES,
                SCORES,
                FEEDBACK,
                OUTCOMES,
                JOB_VIEWS,
                WEBHOOK_ENDPOINTS,
                WEBHOOK_DELIVERIES,
                WEBHOOK_LOG,
                BATCH_ORDERS,
                BATCHES,
                USAGE,
                USAGE_DAYS,
                DEAD_LETTERS);
    }

    /** Topic-level configuration, by Kafka's own keys. */
    public Map<String, String> config() {
        return retention == null
                ? Map.of("cleanup.policy", "compact")
                : Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis()));
    }
}
