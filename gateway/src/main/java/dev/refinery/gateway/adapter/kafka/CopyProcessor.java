package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.JobEvent.Delivery;
import dev.refinery.contracts.event.JobEvent.ResultsDelivered;
import dev.refinery.gateway.app.ResultCopies.Attempt;
import dev.refinery.gateway.domain.CopyOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * Keeps orders until their results are copied or given up, and then says so on {@code refinery.jobs}: in one transaction
 * with forgetting the order, so that a crash leaves either. An answer lost in a crash means copying the same bytes again.
 */
final class CopyProcessor implements Processor<String, CopyOrder, String, byte[]> {
    private static final Logger LOG = Logger.getLogger(CopyProcessor.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final String SOURCE = "/gateway";

    private final ResultCourier courier;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable KeyValueStore<String, CopyOrder> store;

    CopyProcessor(ResultCourier courier) {
        this.courier = courier;
    }

    private record Ended(CopyOrder order, Attempt attempt) {}

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        store = context.getStateStore(JobViewTopology.COPIES);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, CopyOrder> record) {
        store().put(record.key(), record.value());
    }

    private void tick(Instant now) {
        for (Ended next = ended.poll(); next != null; next = ended.poll()) {
            take(next.order(), next.attempt(), now);
        }
        List<CopyOrder> due = new ArrayList<>();
        try (KeyValueIterator<String, CopyOrder> all = store().all()) {
            while (all.hasNext()) {
                KeyValue<String, CopyOrder> entry = all.next();
                if (!entry.value.dueAt().isAfter(now)) {
                    due.add(entry.value);
                }
            }
        }
        due.forEach(order -> courier.send(order, (o, attempt) -> ended.add(new Ended(o, attempt))));
    }

    private void take(CopyOrder order, Attempt attempt, Instant now) {
        String key = order.job().toString();
        if (!order.equals(store().get(key))) {
            return;
        }
        switch (attempt) {
            case Attempt.Done done -> tell(order, done.deliveries(), now);
            case Attempt.Later later
            when order.attempts() < courier.pauses().size() ->
                store().put(key, order.again(now.plus(courier.pauses().get(order.attempts()))));
            case Attempt.Later later -> tell(order, order.givenUp("given up: " + later.reason()), now);
        }
    }

    private void tell(CopyOrder order, List<Delivery> deliveries, Instant now) {
        deliveries.stream()
                .filter(d -> d.failure() != null)
                .forEach(d -> LOG.warnf("result not delivered candidate=%s reason=%s", d.candidate(), d.failure()));
        store().delete(order.job().toString());
        ResultsDelivered event = new ResultsDelivered(order.job(), order.tenant(), deliveries, now);
        EventCodec.Encoded encoded = EventCodec.encode(
                event,
                SOURCE,
                order.job() + "/delivered/" + deliveries.getFirst().candidate());
        Objects.requireNonNull(context)
                .forward(
                        new Record<>(encoded.key(), encoded.value(), now.toEpochMilli(), EventRecords.headers(encoded)),
                        JobViewTopology.JOBS_SINK);
    }

    private KeyValueStore<String, CopyOrder> store() {
        return Objects.requireNonNull(store);
    }
}
