package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.app.batch.BatchDriver.Step;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchOrder;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookFanOut;
import dev.refinery.gateway.domain.WebhookMessage;
import dev.refinery.gateway.domain.WebhookOrder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the batches of its partition: hands each to the courier for one step after another, and writes down how far it is, on the
 * stream thread and in its transaction. A step that was lost in a crash is taken again and comes to the same jobs.
 */
final class BatchProcessor implements Processor<String, byte @Nullable [], String, Object> {
    private static final Logger LOG = Logger.getLogger(BatchProcessor.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration HELD = Duration.ofSeconds(2);
    /** A step reads the view of each job that is out: not many times a second while none of them ends. */
    private static final Duration QUIET = Duration.ofMillis(800);

    private final BatchCourier courier;
    private final JobLinks links;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    /** Batches that run: when the next step is due, {@link Instant#MAX} while one is on its way; those that waited longest first. */
    private final Map<String, Instant> due = new LinkedHashMap<>();

    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable KeyValueStore<String, Batch> store;
    private @Nullable KeyValueStore<String, byte[]> endpoints;

    BatchProcessor(BatchCourier courier, JobLinks links) {
        this.courier = courier;
        this.links = links;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        store = context.getStateStore(BatchTopology.RUNNING);
        endpoints = context.getStateStore(WebhookTopology.ENDPOINTS);
        all().forEach(entry -> {
            if (!entry.value.status().ended()) {
                due.put(entry.key, Instant.MIN);
            }
        });
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick(Instant.ofEpochMilli(now)));
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, byte @Nullable []> record) {
        BatchOrder order;
        try {
            order = Json.mapper().readValue(Objects.requireNonNull(record.value()), BatchOrder.class);
        } catch (IOException e) {
            LOG.warnf("an order that does not parse is passed over key=%s reason=%s", record.key(), e.getMessage());
            return;
        }
        String key = order.batchId().value();
        Batch known = store().get(key);
        switch (order) {
            case BatchOrder.Start start when known == null -> save(start.batch(), record.timestamp());
            case BatchOrder.Cancel cancel when known != null -> save(known.cancelling(cancel.at()), record.timestamp());
            case BatchOrder.Start start -> LOG.debugf("batch is known batch=%s", key);
            case BatchOrder.Cancel cancel -> LOG.warnf("a batch to cancel is not known batch=%s", key);
        }
    }

    private void tick(Instant now) {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            take(step, now);
        }
        for (Map.Entry<String, Instant> entry : List.copyOf(due.entrySet())) {
            if (entry.getValue().isAfter(now)) {
                continue;
            }
            if (!courier.send(Objects.requireNonNull(store().get(entry.getKey())), steps::add)) {
                return;
            }
            due.remove(entry.getKey());
            due.put(entry.getKey(), Instant.MAX);
        }
    }

    private void take(Step step, Instant now) {
        String key = step.batch().id().value();
        Batch stored = store().get(key);
        if (stored == null || stored.status().ended()) {
            return;
        }
        Instant cancelled = stored.cancelRequestedAt();
        Batch after = cancelled == null ? step.batch() : step.batch().cancelling(cancelled);
        boolean moved = !after.equals(stored);
        due.put(key, step.held() ? now.plus(HELD) : moved ? now : now.plus(QUIET));
        if (moved) {
            save(after, now.toEpochMilli());
        }
    }

    private void save(Batch batch, long timestamp) {
        String key = batch.id().value();
        store().put(key, batch);
        if (batch.status().ended()) {
            due.remove(key);
            tell(batch, timestamp);
        } else {
            due.putIfAbsent(key, Instant.MIN);
        }
        Objects.requireNonNull(context)
                .forward(
                        new Record<>(BatchRecords.key(batch.tenant(), batch.id()), batch, timestamp),
                        BatchTopology.BATCH_SINK);
    }

    /** In the transaction that ends it, so it is told exactly when it has ended. */
    private void tell(Batch batch, long timestamp) {
        for (WebhookDelivery delivery : WebhookFanOut.deliveries(
                WebhookMessage.ended(batch, links),
                batch.tenant(),
                EndpointRecords.list(Objects.requireNonNull(endpoints), batch.tenant()))) {
            WebhookOrder order = new WebhookOrder.Deliver(delivery);
            Objects.requireNonNull(context)
                    .forward(new Record<>(order.lane().digits(), order, timestamp), BatchTopology.DELIVERY_SINK);
        }
    }

    private void sweep(Instant now) {
        for (KeyValue<String, Batch> entry : all()) {
            Batch batch = entry.value;
            if (batch.status().ended()
                    && batch.id().createdAt().plus(Batch.KEPT).isBefore(now)) {
                store().delete(entry.key);
                Objects.requireNonNull(context).forward(tombstone(batch, now), BatchTopology.BATCH_SINK);
            }
        }
    }

    @SuppressWarnings("NullAway") // a null value is how a compacted topic forgets
    private static Record<String, Object> tombstone(Batch batch, Instant now) {
        return new Record<>(BatchRecords.key(batch.tenant(), batch.id()), null, now.toEpochMilli());
    }

    private List<KeyValue<String, Batch>> all() {
        List<KeyValue<String, Batch>> found = new ArrayList<>();
        try (KeyValueIterator<String, Batch> entries = store().all()) {
            entries.forEachRemaining(found::add);
        }
        return found;
    }

    private KeyValueStore<String, Batch> store() {
        return Objects.requireNonNull(store);
    }
}
