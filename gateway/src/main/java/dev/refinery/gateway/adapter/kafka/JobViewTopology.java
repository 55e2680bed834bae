package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.WebhookOrder;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Events in, job views and webhook deliveries out, in one transaction. Every replica folds and delivers for the partitions
 * that it is assigned, and holds a copy of all views, webhook endpoints and the log of deliveries.
 */
final class JobViewTopology {
    static final String VIEWS = "job-views";
    static final String FOLDING = "job-view-folding";
    static final String COPIES = "result-copies";
    static final String COPY = "copy";
    static final String JOBS_SINK = "jobs-sink";
    static final String VIEW_SINK = "view-sink";
    static final String DELIVERY_SINK = "delivery-sink";
    static final String DEAD_LETTERS = "dead-letter-sink";

    private JobViewTopology() {}

    static Topology build(
            JobLinks links,
            ViewFeed feed,
            WaitingJobs waiting,
            Supplier<WebhookProcessor> deliverer,
            ResultCourier results,
            OutstandingWork outstanding) {
        Serde<String> strings = Serdes.String();
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
                JsonSerde.of(WebhookOrder.class).serializer(),
                "fold");
        topology.addSink(
                DEAD_LETTERS, Topic.DEAD_LETTERS.name(), new StringSerializer(), new ByteArraySerializer(), "fold");

        UsageTopology.addTo(topology, "events");

        topology.addProcessor(COPY, () -> new CopyProcessor(results), "fold");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(COPIES), strings, JsonSerde.of(CopyOrder.class))
                        .withLoggingEnabled(Map.of()),
                COPY);
        topology.addSink(JOBS_SINK, Topic.JOBS.name(), new StringSerializer(), new ByteArraySerializer(), COPY);

        WebhookTopology.addDeliveries(topology, deliverer);
        MirrorProcessor.addStore(
                topology,
                VIEWS,
                Topic.JOB_VIEWS,
                () -> new ViewStoreProcessor(feed, waiting, new OpenJobs(outstanding)));
        WebhookTopology.addCopies(topology, feed);
        return topology;
    }
}
