package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.domain.usage.JobUsage;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** Counts usage in the transaction that folds the views, and gives every replica a copy of the sums. */
final class UsageTopology {
    static final String JOBS = "usage-jobs";
    static final String ROWS = "usage-rows";
    static final String BOOK = "usage-book";

    private UsageTopology() {}

    /** @param events name of the source node */
    static void addTo(Topology topology, String events) {
        topology.addProcessor("count-usage", UsageProcessor::new, events);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(JOBS), Serdes.String(), JsonSerde.of(JobUsage.class))
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of()),
                "count-usage");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(ROWS), Serdes.String(), UsageRows.SUMS)
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of()),
                "count-usage");
        topology.addSink(
                "usage-sink",
                Topic.USAGE_DAYS.name(),
                new StringSerializer(),
                UsageRows.SUMS.serializer(),
                "count-usage");
        MirrorProcessor.addStore(topology, BOOK, Topic.USAGE_DAYS, UsageRows::new);
    }
}
