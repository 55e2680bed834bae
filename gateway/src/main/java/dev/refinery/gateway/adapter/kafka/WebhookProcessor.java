package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.backends.trace.TraceHeaders;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.WebhookCourse;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.RegisteredEndpoint.Gone;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookOrder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to the lanes of its partition: takes orders, hands what is due to the courier and writes down what became of it, all on
 * the stream thread and in its transaction. An answer lost in a crash means one more attempt with the same {@code webhook-id}.
 */
final class WebhookProcessor implements Processor<String, byte @Nullable [], String, Object> {
    private static final Logger LOG = Logger.getLogger(WebhookProcessor.class);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final int SWEPT_AT_ONCE = 2_000;
    private static final int REPLAYED_AT_ONCE = 500;
    private static final Duration UNTIL_IT_IS_KNOWN = Duration.ofSeconds(1);

    private final WebhookCourier courier;
    private final WebhookCourse course;
    private final Timing timing;
    private final SpanMemory<DeliveryId> origins;
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final Set<DeliveryId> away = new HashSet<>();
    private final Map<EndpointId, Gone> justGone = new HashMap<>();
    private int turn;
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable WebhookOutbox outbox;
    private @Nullable KeyValueStore<String, byte[]> endpoints;

    /**
     * @param tick how often due deliveries are looked for
     * @param retention how long deliveries are kept after what they tell has happened
     */
    record Timing(Duration tick, Duration retention) {}

    private record Answered(DeliveryId delivery, @Nullable Answer answer) {}

    /** @param origins is told which span a delivery goes back to */
    WebhookProcessor(WebhookCourier courier, WebhookCourse course, Timing timing, SpanMemory<DeliveryId> origins) {
        this.courier = courier;
        this.course = course;
        this.timing = timing;
        this.origins = origins;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.endpoints = context.getStateStore(WebhookTopology.ENDPOINTS);
        this.outbox = new WebhookOutbox(
                context.getStateStore(WebhookTopology.OUTBOX),
                context.getStateStore(WebhookTopology.DUE),
                context.getStateStore(WebhookTopology.REPLAYS));
        context.schedule(timing.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick(Instant.ofEpochMilli(now)));
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, byte @Nullable []> record) {
        WebhookOrder order;
        try {
            byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
            order = Json.mapper().readValue(value, WebhookOrder.class);
        } catch (IOException e) {
            LOG.warnf("webhook order dropped, it cannot be read: key=%s", record.key());
            return;
        }
        switch (order) {
            case WebhookOrder.Deliver deliver -> {
                if (outbox().find(deliver.delivery().id()).isEmpty()) {
                    origins.remember(deliver.delivery().id(), TraceHeaders.of(record.headers()));
                    put(deliver.delivery(), now());
                }
            }
            case WebhookOrder.Resend resend ->
                outbox().find(resend.delivery()).ifPresent(delivery -> put(delivery.again(now()), now()));
            case WebhookOrder.Replay replay -> outbox().begin(replay);
        }
    }

    private void tick(Instant now) {
        for (Answered answered = answers.poll(); answered != null; answered = answers.poll()) {
            away.remove(answered.delivery());
            Answer answer = answered.answer();
            if (answer != null) {
                outbox().find(answered.delivery()).ifPresent(delivery -> settle(delivery, answer, now));
            }
        }
        outbox().nextOfReplays(REPLAYED_AT_ONCE).forEach(delivery -> put(delivery.again(now), now));
        List<WebhookLane> lanes = outbox().lanesDue(now);
        Collections.rotate(lanes, turn++);
        lanes.forEach(lane -> dispatch(lane, now));
    }

    private void settle(WebhookDelivery delivery, Answer answer, Instant now) {
        WebhookDelivery after = course.after(delivery, answer, now);
        put(after, now);
        EndpointId endpoint = delivery.endpoint();
        if (answer instanceof Answer.Gone && endpoint != null) {
            Gone gone = new Gone(answer.attempt().at());
            justGone.put(endpoint, gone);
            String key = EndpointRecords.goneKey(delivery.tenant(), endpoint);
            context().forward(new Record<>(key, gone, now.toEpochMilli()), WebhookTopology.ENDPOINT_SINK);
        }
        if (after.status() == WebhookDelivery.Status.FAILED) {
            LOG.warnf(
                    "webhook failed jobId=%s id=%s attempt=%d reason=%s",
                    delivery.job(), delivery.id(), after.attempted(), after.reason());
        }
    }

    private void dispatch(WebhookLane lane, Instant now) {
        int room = courier.room(lane);
        if (room == 0) {
            return;
        }
        for (WebhookDelivery delivery : outbox().due(lane, now, room, id -> !away.contains(id))) {
            switch (WebhookRoute.of(delivery, endpointOf(delivery), now)) {
                case WebhookRoute.Post post -> {
                    away.add(delivery.id());
                    courier.send(delivery, post, (id, answer) -> answers.add(new Answered(id, answer)));
                }
                case WebhookRoute.Later later -> put(delivery.postponed(now.plus(UNTIL_IT_IS_KNOWN)), now);
                case WebhookRoute.Nowhere nowhere -> put(delivery.skipped(nowhere.why()), now);
            }
        }
    }

    /** A 410 holds here before it has gone round over the topic. */
    private Optional<RegisteredEndpoint> endpointOf(WebhookDelivery delivery) {
        EndpointId id = delivery.endpoint();
        if (id == null) {
            return Optional.empty();
        }
        TenantId tenant = delivery.tenant();
        return EndpointRecords.find(Objects.requireNonNull(endpoints), tenant, id)
                .map(known -> {
                    Gone here = justGone.get(id);
                    Gone there = known.gone();
                    if (here == null) {
                        return known;
                    }
                    if (there != null && !there.at().isBefore(here.at())) {
                        justGone.remove(id);
                        return known;
                    }
                    return new RegisteredEndpoint(known.endpoint(), here);
                });
    }

    private void put(WebhookDelivery delivery, Instant now) {
        outbox().put(delivery);
        context()
                .forward(
                        new Record<>(logKey(delivery), delivery.withoutBody(), now.toEpochMilli()),
                        WebhookTopology.LOG_SINK);
    }

    private void sweep(Instant now) {
        for (WebhookDelivery old : outbox().before(now.minus(timing.retention()), SWEPT_AT_ONCE)) {
            outbox().forget(old);
            context().forward(tombstone(logKey(old), now), WebhookTopology.LOG_SINK);
        }
    }

    @SuppressWarnings("NullAway") // a null value is how a compacted topic forgets
    private static Record<String, Object> tombstone(String key, Instant now) {
        return new Record<>(key, null, now.toEpochMilli());
    }

    private static String logKey(WebhookDelivery delivery) {
        return delivery.tenant() + "/" + delivery.id();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private ProcessorContext<String, Object> context() {
        return Objects.requireNonNull(context);
    }

    private WebhookOutbox outbox() {
        return Objects.requireNonNull(outbox);
    }
}
