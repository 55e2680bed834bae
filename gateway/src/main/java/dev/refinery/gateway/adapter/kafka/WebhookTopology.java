package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** Orders in, deliveries and their log out; every replica holds a copy of all endpoints and of the log. */
final class WebhookTopology {
    static final String OUTBOX = "webhook-outbox";
    static final String DUE = "webhook-due";
    static final String REPLAYS = "webhook-replays";
    static final String ENDPOINTS = "webhook-endpoints";
    static final String LOG = "webhook-log";
    static final String ENDPOINT_SINK = "endpoint-sink";
    static final String LOG_SINK = "webhook-log-sink";

    private WebhookTopology() {}

    /** What is to be sent, owned by the partition of its receiver. */
    static void addDeliveries(Topology topology, Supplier<WebhookProcessor> deliverer) {
        Serde<String> strings = Serdes.String();
        topology.addSource(
                "deliveries", new StringDeserializer(), new ByteArrayDeserializer(), Topic.WEBHOOK_DELIVERIES.name());
        topology.addProcessor("deliver", deliverer::get, "deliveries");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(OUTBOX), strings, JsonSerde.of(WebhookDelivery.class))
                        .withLoggingEnabled(Map.of()),
                "deliver");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(DUE), strings, strings)
                        .withLoggingEnabled(Map.of()),
                "deliver");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                // A few entries at most; every file of a store of its own costs memory.
                                Stores.inMemoryKeyValueStore(REPLAYS),
                                strings,
                                JsonSerde.of(WebhookOutbox.ReplayLeft.class))
                        .withLoggingEnabled(Map.of()),
                "deliver");
        topology.addSink(
                LOG_SINK,
                Topic.WEBHOOK_LOG.name(),
                new StringSerializer(),
                JsonSerde.of(WebhookDelivery.class).serializer(),
                "deliver");
        topology.addSink(
                ENDPOINT_SINK,
                Topic.WEBHOOK_ENDPOINTS.name(),
                new StringSerializer(),
                JsonSerde.of(RegisteredEndpoint.Gone.class).serializer(),
                "deliver");
    }

    static void addCopies(Topology topology, ViewFeed feed) {
        MirrorProcessor.addStore(
                topology, ENDPOINTS, Topic.WEBHOOK_ENDPOINTS, () -> new MirrorProcessor(ENDPOINTS, feed));
        MirrorProcessor.addStore(topology, LOG, Topic.WEBHOOK_LOG, () -> new MirrorProcessor(LOG, feed));
    }
}
