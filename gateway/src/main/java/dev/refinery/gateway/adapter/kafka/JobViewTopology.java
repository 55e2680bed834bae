package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Events in, job views and webhook deliveries out, in one transaction. Every replica folds the partitions that it is
 * assigned and holds a copy of all views; pending deliveries survive in a store of their own.
 */
final class JobViewTopology {
    static final String VIEWS = "job-views";
    static final String FOLDING = "job-view-folding";
    static final String PENDING = "webhook-pending";
    static final String VIEW_SINK = "view-sink";
    static final String DELIVERY_SINK = "delivery-sink";
    static final String DEAD_LETTERS = "dead-letter-sink";

    private JobViewTopology() {}

    static Topology build(JobLinks links, ViewFeed feed, WaitingJobs waiting, WebhookCourier courier) {
        Serde<String> strings = Serdes.String();
        Serde<WebhookDelivery> deliveries = JsonSerde.of(WebhookDelivery.class);
        Topology topology = new Topology();
        topology.addSource(
                "events",
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                Topic.JOBS.name(),
                Topic.CANDIDATES.name(),
                Topic.SCORES.name(),
                Topic.FEEDBACK.name(),
                Topic.OUTCOMES.name());
        topology.addProcessor("fold", () -> new JobViewProcessor(links), "events");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(FOLDING), strings, JsonSerde.of(JobView.class))
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of()),
                "fold");
        topology.addSink(
                VIEW_SINK,
                Topic.JOB_VIEWS.name(),
                new StringSerializer(),
                JsonSerde.of(JobView.class).serializer(),
                "fold");
        topology.addSink(
                DELIVERY_SINK,
                Topic.WEBHOOK_DELIVERIES.name(),
                new StringSerializer(),
                deliveries.serializer(),
                "fold");
        topology.addSink(
                DEAD_LETTERS, Topic.DEAD_LETTERS.name(), new StringSerializer(), new ByteArraySerializer(), "fold");

        topology.addSource(
                "deliveries", new StringDeserializer(), deliveries.deserializer(), Topic.WEBHOOK_DELIVERIES.name());
        topology.addProcessor("deliver", () -> new WebhookProcessor(courier), "deliveries");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(PENDING), strings, deliveries)
                        .withLoggingEnabled(Map.of()),
                "deliver");

        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(VIEWS), strings, Serdes.ByteArray())
                        .withLoggingDisabled(),
                "views",
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                Topic.JOB_VIEWS.name(),
                "keep-views",
                () -> new ViewStoreProcessor(feed, waiting));
        return topology;
    }
}
