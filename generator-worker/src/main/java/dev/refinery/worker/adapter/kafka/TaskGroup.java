package dev.refinery.worker.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/** The share group's settings in the cluster, which count only when they are set before the group is first used. */
final class TaskGroup {
    private static final Logger LOG = Logger.getLogger(TaskGroup.class);
    private static final String DELIVERY_LIMIT = "group.share.delivery.count.limit";

    private final Admin admin;
    private final String group;

    TaskGroup(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Tasks are written in transactions and must not be missed by a group that starts late.
     *
     * @param lock how long a task stays with a worker that shows no sign of life
     */
    void configure(Duration lock) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, String> settings = Map.of(
                "share.auto.offset.reset", "earliest",
                "share.isolation.level", "read_committed",
                "share.record.lock.duration.ms", Long.toString(lock.toMillis()));
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        Collection<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        try {
            await(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            LOG.warnf("not allowed to configure share group %s: an operator must set %s", group, settings);
        }
    }

    /** How often the brokers hand a record out; empty when this client may not ask. */
    OptionalInt deliveryLimit() throws InterruptedException, TimeoutException {
        try {
            Collection<Node> nodes = await(admin.describeCluster().nodes());
            int limit = Integer.MAX_VALUE;
            for (Node node : nodes) {
                ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
                Config config =
                        await(admin.describeConfigs(List.of(broker)).all()).get(broker);
                ConfigEntry entry = config == null ? null : config.get(DELIVERY_LIMIT);
                if (entry != null && entry.value() != null) {
                    limit = Math.min(limit, Integer.parseInt(entry.value()));
                }
            }
            return limit == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(limit);
        } catch (ExecutionException e) {
            LOG.warnf("cannot read %s: %s", DELIVERY_LIMIT, e.getMessage());
            return OptionalInt.empty();
        }
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(20, TimeUnit.SECONDS);
    }
}
