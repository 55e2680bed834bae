package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.adapter.kafka.WebhookPlaces.Health;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookLane;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries deliveries to receivers, away from the stream thread. Takes a few more than it can carry at once, so that a place that
 * falls free is filled without waiting for the stream thread; never more than that, so that memory is bounded.
 */
final class WebhookCourier implements AutoCloseable {
    private static final int AHEAD = 4;
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final WebhookSender sender;
    private final MeterRegistry meters;
    private final WebhookPlaces places;
    private final int mostHeld;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<WebhookLane, Deque<Parcel>> waiting = new LinkedHashMap<>();
    private int held;

    /** @param back called once, on another thread; without an answer = it was not tried */
    private record Parcel(
            WebhookDelivery delivery, WebhookRoute.Post route, BiConsumer<DeliveryId, @Nullable Answer> back) {}

    /**
     * @param perLane attempts to one receiver at the same time
     * @param all attempts at the same time
     */
    WebhookCourier(WebhookSender sender, MeterRegistry meters, int perLane, int all) {
        this.sender = sender;
        this.meters = meters;
        this.places = new WebhookPlaces(perLane, all);
        this.mostHeld = all * AHEAD;
        meters.gauge("refinery.webhook.in.flight", this, WebhookCourier::inFlight);
    }

    synchronized int inFlight() {
        return places.running();
    }

    /** How many more deliveries of this lane are welcome: ahead of time only where they are likely to go soon. */
    synchronized int room(WebhookLane lane) {
        Deque<Parcel> own = waiting.get(lane);
        int waits = own == null ? 0 : own.size();
        int welcome = places.good(lane)
                ? places.most(lane) * AHEAD - places.running(lane) - waits
                : places.free(lane) - waits;
        return Math.max(0, Math.min(welcome, mostHeld - held));
    }

    /**
     * Sends in the background.
     *
     * @param back called once, on another thread; a null answer says that it was not tried
     */
    void send(WebhookDelivery delivery, WebhookRoute.Post route, BiConsumer<DeliveryId, @Nullable Answer> back) {
        synchronized (this) {
            held++;
            waiting.computeIfAbsent(delivery.id().lane(), l -> new ArrayDeque<>())
                    .add(new Parcel(delivery, route, back));
            fill();
        }
    }

    /** Whoever waits and may, goes. */
    private void fill() {
        Iterator<Map.Entry<WebhookLane, Deque<Parcel>>> lanes =
                waiting.entrySet().iterator();
        while (lanes.hasNext()) {
            Map.Entry<WebhookLane, Deque<Parcel>> lane = lanes.next();
            Deque<Parcel> own = lane.getValue();
            while (!own.isEmpty() && places.take(lane.getKey())) {
                Parcel parcel = own.remove();
                threads.execute(() -> carry(parcel));
            }
            if (own.isEmpty()) {
                lanes.remove();
            }
        }
    }

    private void carry(Parcel parcel) {
        WebhookLane lane = parcel.delivery().id().lane();
        Answer answer = null;
        try {
            answer = sender.send(parcel.delivery(), parcel.route());
        } finally {
            Health health = healthAfter(answer);
            synchronized (this) {
                places.giveBack(lane, health);
                held--;
                if (health != Health.GOOD) {
                    putBack(lane);
                }
                fill();
            }
            if (answer != null) {
                count(answer);
            }
            parcel.back().accept(parcel.delivery().id(), answer);
        }
    }

    /** What waits for a receiver that fails or is slow takes up room that others need. */
    private void putBack(WebhookLane lane) {
        Deque<Parcel> own = waiting.remove(lane);
        if (own != null) {
            held -= own.size();
            own.forEach(parcel -> parcel.back().accept(parcel.delivery().id(), null));
        }
    }

    private static Health healthAfter(@Nullable Answer answer) {
        return switch (answer) {
            case null -> Health.FAILING;
            case Answer.Delivered delivered ->
                delivered.attempt().latencyMs() > SLOW.toMillis() ? Health.SLOW : Health.GOOD;
            case Answer.Failed failed -> Health.FAILING;
            case Answer.Gone gone -> Health.FAILING;
            case Answer.Refused refused -> Health.FAILING;
        };
    }

    private void count(Answer answer) {
        String outcome = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        meters.timer("refinery.webhook.attempts", "outcome", outcome)
                .record(Duration.ofMillis(answer.attempt().latencyMs()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
