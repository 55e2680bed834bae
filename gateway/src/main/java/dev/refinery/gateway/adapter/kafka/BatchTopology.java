package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.WebhookOrder;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Orders in, batches out. Whoever owns an order's partition runs the batch; every replica holds a copy of all batches. With sinks of
 * its own, so that it shares no task with the job views.
 */
final class BatchTopology {
    static final String RUNNING = "batches-run";
    static final String COPY = "batches";
    static final String BATCH_SINK = "batch-sink";
    static final String DELIVERY_SINK = "batch-delivery-sink";

    private static final String RUN = "run-batches";

    private BatchTopology() {}

    static Topology addTo(Topology topology, Supplier<BatchProcessor> runner, ViewFeed feed) {
        topology.addSource(
                "batch-orders", new StringDeserializer(), new ByteArrayDeserializer(), Topic.BATCH_ORDERS.name());
        topology.addProcessor(RUN, runner::get, "batch-orders");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(RUNNING), Serdes.String(), JsonSerde.of(Batch.class))
                        .withLoggingEnabled(Map.of()),
                RUN);
        topology.addSink(
                BATCH_SINK,
                Topic.BATCHES.name(),
                new StringSerializer(),
                JsonSerde.of(Batch.class).serializer(),
                RUN);
        topology.addSink(
                DELIVERY_SINK,
                Topic.WEBHOOK_DELIVERIES.name(),
                new StringSerializer(),
                JsonSerde.of(WebhookOrder.class).serializer(),
                RUN);
        MirrorProcessor.addStore(topology, COPY, Topic.BATCHES, () -> new MirrorProcessor(COPY, feed));
        return topology;
    }
}
