package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pending deliveries by the time they are due and hands those to the courier. What the courier answers is written
 * here, on the stream thread; an answer lost in a crash means one more attempt with the same {@code webhook-id}.
 */
final class WebhookProcessor implements Processor<String, WebhookDelivery, Void, Void> {
    private static final int LOOKED_AT_ONCE = 10_000;

    private final WebhookCourier courier;
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private @Nullable KeyValueStore<String, WebhookDelivery> store;

    WebhookProcessor(WebhookCourier courier) {
        this.courier = courier;
    }

    private record Answered(WebhookDelivery delivery, Answer answer) {}

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(JobViewTopology.PENDING);
        context.schedule(courier.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, WebhookDelivery> record) {
        store().put(keyOf(record.value()), record.value());
    }

    private void tick(Instant now) {
        for (Answered answered = answers.poll(); answered != null; answered = answers.poll()) {
            WebhookDelivery delivery = answered.delivery();
            if (store().delete(keyOf(delivery)) != null) {
                courier.next(delivery, answered.answer(), now).ifPresent(d -> store().put(keyOf(d), d));
            }
        }
        try (KeyValueIterator<String, WebhookDelivery> due = store().range("", time(now) + "0")) {
            for (int looked = 0; due.hasNext() && looked < LOOKED_AT_ONCE && courier.hasRoom(); looked++) {
                courier.send(due.next().value, now, (delivery, answer) -> answers.add(new Answered(delivery, answer)));
            }
        }
    }

    /** Sorts by time: fixed-width hexadecimal milliseconds, then the id. */
    private static String keyOf(WebhookDelivery delivery) {
        return time(delivery.dueAt()) + "/" + delivery.id();
    }

    private static String time(Instant at) {
        return String.format(Locale.ROOT, "%012x", at.toEpochMilli());
    }

    private KeyValueStore<String, WebhookDelivery> store() {
        return Objects.requireNonNull(store);
    }
}
