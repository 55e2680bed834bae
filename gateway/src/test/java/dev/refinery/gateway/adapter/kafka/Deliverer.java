package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.gateway.app.RetrySchedule;
import dev.refinery.gateway.app.WebhookCourse;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.WebhookDelivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Delivers to receivers that a test plays, with pauses of about 10 and 60 seconds. */
final class Deliverer implements WebhookSender, Supplier<WebhookProcessor>, AutoCloseable {
    static final Duration TICK = Duration.ofSeconds(1);

    record Sent(WebhookDelivery delivery, WebhookRoute.Post route) {}

    final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final SpanMemory<DeliveryId> origins = new SpanMemory<>(100);
    final WebhookCourier courier =
            new WebhookCourier(new TracedWebhooks(this, origins), new SimpleMeterRegistry(), 4, 64);
    private final WebhookSender receivers;
    private final WebhookCourse course = new WebhookCourse(
            new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofSeconds(60)), new Random(1)));

    Deliverer(WebhookSender receivers) {
        this.receivers = receivers;
    }

    @Override
    public Answer send(WebhookDelivery delivery, WebhookRoute.Post route) {
        sent.add(new Sent(delivery, route));
        return receivers.send(delivery, route);
    }

    @Override
    public WebhookProcessor get() {
        return new WebhookProcessor(courier, course, new WebhookProcessor.Timing(TICK, Duration.ofDays(7)), origins);
    }

    @Override
    public void close() {
        courier.close();
    }
}
