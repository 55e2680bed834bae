package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import java.util.Objects;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Copies a compacted topic into every replica's store and tells the feed. */
final class MirrorProcessor implements Processor<String, byte @Nullable [], Void, Void> {
    private final String name;
    private final ViewFeed feed;
    private @Nullable KeyValueStore<String, byte[]> store;

    MirrorProcessor(String name, ViewFeed feed) {
        this.name = name;
        this.feed = feed;
    }

    /** Gives every replica a store of its own of what a compacted topic holds. */
    static void addStore(
            Topology topology, String store, Topic topic, ProcessorSupplier<String, byte[], Void, Void> keeper) {
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                store + "-source",
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                topic.name(),
                "keep-" + store,
                keeper);
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(name);
    }

    @Override
    public void process(Record<String, byte @Nullable []> record) {
        KeyValueStore<String, byte[]> copy = Objects.requireNonNull(store);
        byte[] value = record.value();
        if (value == null) {
            copy.delete(record.key());
        } else {
            copy.put(record.key(), value);
        }
        feed.changed(record.key());
    }
}
