package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.kafka.Reader;
import dev.refinery.backends.trace.TraceHeaders;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookFanOut;
import dev.refinery.gateway.domain.WebhookMessage;
import dev.refinery.gateway.domain.WebhookOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Folds each event into its job's view and passes on what changed: the view, the deliveries and copies that it calls for, and records
 * that are not events. Views whose retention is over are dropped.
 */
final class JobViewProcessor implements Processor<String, byte @Nullable [], String, Object> {
    /** The janitor reads the retention of a job's results from its view, which therefore outlives them. */
    private static final Duration AFTER_RETENTION = Duration.ofDays(1);

    private static final Logger LOG = Logger.getLogger(JobViewProcessor.class);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final int SWEPT_AT_ONCE = 1_000;

    private final JobLinks links;
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable KeyValueStore<String, JobView> store;
    private @Nullable KeyValueStore<String, byte[]> endpoints;

    JobViewProcessor(JobLinks links) {
        this.links = links;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.store = context.getStateStore(JobViewTopology.FOLDING);
        this.endpoints = context.getStateStore(WebhookTopology.ENDPOINTS);
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the fold returns the very same view when nothing is new
    public void process(Record<String, byte @Nullable []> record) {
        Event event;
        try {
            event = EventRecords.decode(record.headers(), record.value());
        } catch (UndecodableEventException e) {
            putAside(record, e.getMessage());
            return;
        }
        String key = event.job().toString();
        JobView stored = store().get(key);
        JobView before = stored == null ? JobView.EMPTY : stored;
        JobView after = JobViewFold.apply(before, event, Instant.ofEpochMilli(record.timestamp()));
        if (after == before) {
            return;
        }
        store().put(key, after);
        String viewKey = viewKey(after);
        if (viewKey != null) {
            context()
                    .forward(
                            new Record<>(viewKey, after, record.timestamp(), headers(after)),
                            JobViewTopology.VIEW_SINK);
        }
        CopyOrder.between(before, after)
                .ifPresent(
                        order -> context().forward(new Record<>(key, order, record.timestamp()), JobViewTopology.COPY));
        JobSpec spec = after.spec();
        if (spec != null) {
            tell(WebhookMessage.between(before, after, links), spec, record);
        }
    }

    private static Headers headers(JobView view) {
        Headers headers = ViewHeaders.of(view);
        OpenJobs.describe(view, headers);
        return headers;
    }

    private void tell(List<WebhookMessage> messages, JobSpec spec, Record<String, byte @Nullable []> cause) {
        if (messages.isEmpty()) {
            return;
        }
        List<RegisteredEndpoint> receivers = EndpointRecords.list(Objects.requireNonNull(endpoints), spec.tenant());
        for (WebhookMessage message : messages) {
            for (WebhookDelivery delivery : WebhookFanOut.deliveries(message, spec, receivers)) {
                WebhookOrder order = new WebhookOrder.Deliver(delivery);
                Headers trace = TraceHeaders.passedOn(cause.headers());
                context()
                        .forward(
                                new Record<>(order.lane().digits(), order, cause.timestamp(), trace),
                                JobViewTopology.DELIVERY_SINK);
            }
        }
    }

    private void putAside(Record<String, byte @Nullable []> record, @Nullable String reason) {
        RecordMetadata metadata = context().recordMetadata().orElseThrow();
        DeadLetter.Origin origin = new DeadLetter.Origin(metadata.topic(), metadata.partition(), metadata.offset());
        if (!Reader.VIEWS.owns(origin.topic())) {
            return;
        }
        LOG.warnf(
                "record put aside topic=%s partition=%d offset=%d reason=%s",
                origin.topic(), origin.partition(), origin.offset(), reason);
        byte[] value = record.value();
        context()
                .forward(
                        record.withValue(value == null ? new byte[0] : value)
                                .withHeaders(DeadLetter.headers(record.headers(), origin, Reader.VIEWS, reason)),
                        JobViewTopology.DEAD_LETTERS);
    }

    private void sweep(Instant now) {
        List<KeyValue<String, JobView>> over = new ArrayList<>();
        try (KeyValueIterator<String, JobView> all = store().all()) {
            while (all.hasNext() && over.size() < SWEPT_AT_ONCE) {
                KeyValue<String, JobView> entry = all.next();
                if (forgettable(entry.value, now)) {
                    over.add(entry);
                }
            }
        }
        for (KeyValue<String, JobView> entry : over) {
            store().delete(entry.key);
            String viewKey = Objects.requireNonNull(viewKey(entry.value));
            context().forward(tombstone(viewKey, now), JobViewTopology.VIEW_SINK);
        }
    }

    private static boolean forgettable(JobView view, Instant now) {
        JobView.Deleted deleted = view.deleted();
        if (deleted != null) {
            return deleted.keepUntil().plus(AFTER_RETENTION).isBefore(now);
        }
        JobSpec spec = view.spec();
        return spec != null && spec.retainUntil().plus(AFTER_RETENTION).isBefore(now) && view.ending() != null;
    }

    /** Null while it is not known whose job this is. */
    private static @Nullable String viewKey(JobView view) {
        JobView.Deleted deleted = view.deleted();
        if (deleted != null) {
            return ViewKeys.of(deleted.tenant(), deleted.job());
        }
        JobSpec spec = view.spec();
        return spec == null ? null : ViewKeys.of(spec.tenant(), spec.id());
    }

    @SuppressWarnings("NullAway") // a null value is how a compacted topic forgets
    private static Record<String, Object> tombstone(String key, Instant now) {
        return new Record<>(key, null, now.toEpochMilli());
    }

    private ProcessorContext<String, Object> context() {
        return Objects.requireNonNull(context);
    }

    private KeyValueStore<String, JobView> store() {
        return Objects.requireNonNull(store);
    }
}
