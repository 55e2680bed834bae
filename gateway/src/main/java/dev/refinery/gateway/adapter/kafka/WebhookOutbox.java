package dev.refinery.gateway.adapter.kafka;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of the lanes that one stream task owns: all of them by id, those that are pending by lane and time, and
 * replays under way. In memory there is one number for each lane that has something pending. For the stream thread alone.
 */
final class WebhookOutbox {
    private static final String FIRST = "dlv_";
    private static final String END = "dlv_g";

    private final KeyValueStore<String, WebhookDelivery> deliveries;
    private final KeyValueStore<String, String> due;
    private final KeyValueStore<String, ReplayLeft> replays;
    private final Map<WebhookLane, Long> earliest = new HashMap<>();

    /** What a replay has still to look at: keys from {@code from} up to before {@code to}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ReplayLeft(String from, String to, List<Status> statuses) {
        ReplayLeft {
            statuses = List.copyOf(statuses);
        }
    }

    WebhookOutbox(
            KeyValueStore<String, WebhookDelivery> deliveries,
            KeyValueStore<String, String> due,
            KeyValueStore<String, ReplayLeft> replays) {
        this.deliveries = deliveries;
        this.due = due;
        this.replays = replays;
        String from = "";
        for (String key = firstKey(due, from, "g"); key != null; key = firstKey(due, from, "g")) {
            WebhookLane lane = new WebhookLane(key.substring(0, key.indexOf('/')));
            refresh(lane);
            from = lane + "0";
        }
    }

    Optional<WebhookDelivery> find(DeliveryId id) {
        return Optional.ofNullable(deliveries.get(id.value()));
    }

    void put(WebhookDelivery delivery) {
        WebhookLane lane = delivery.id().lane();
        WebhookDelivery before = deliveries.get(delivery.id().value());
        deliveries.put(delivery.id().value(), delivery);
        String dueNow = dueKey(delivery);
        String dueBefore = before == null ? null : dueKey(before);
        if (dueBefore != null && !dueBefore.equals(dueNow)) {
            due.delete(dueBefore);
        }
        if (dueNow != null) {
            due.put(dueNow, delivery.id().value());
        }
        refresh(lane);
    }

    void forget(WebhookDelivery delivery) {
        deliveries.delete(delivery.id().value());
        String key = dueKey(delivery);
        if (key != null) {
            due.delete(key);
            refresh(delivery.id().lane());
        }
    }

    /** Lanes in which something is due. */
    List<WebhookLane> lanesDue(Instant now) {
        List<WebhookLane> lanes = new ArrayList<>();
        earliest.forEach((lane, at) -> {
            if (at <= now.toEpochMilli()) {
                lanes.add(lane);
            }
        });
        return lanes;
    }

    /** What is due longest comes first. */
    List<WebhookDelivery> due(WebhookLane lane, Instant now, int atMost, Predicate<DeliveryId> wanted) {
        List<WebhookDelivery> found = new ArrayList<>();
        try (KeyValueIterator<String, String> entries = due.range(lane + "/", lane + "/" + time(now) + "0")) {
            while (entries.hasNext() && found.size() < atMost) {
                String id = entries.next().value;
                if (wanted.test(new DeliveryId(id))) {
                    WebhookDelivery delivery = deliveries.get(id);
                    if (delivery != null) {
                        found.add(delivery);
                    }
                }
            }
        }
        return found;
    }

    void begin(WebhookOrder.Replay replay) {
        replays.put(
                replay.lane() + "/" + time(replay.until()) + "/" + time(replay.since()),
                new ReplayLeft(
                        DeliveryId.firstOf(replay.lane(), replay.since()),
                        DeliveryId.firstOf(replay.lane(), replay.until().plusMillis(1)),
                        replay.statuses()));
    }

    /** The next deliveries to be sent again; goes on where it stopped, also after a restart. Looks at {@code atMost} of them. */
    List<WebhookDelivery> nextOfReplays(int atMost) {
        KeyValue<String, ReplayLeft> entry;
        try (KeyValueIterator<String, ReplayLeft> all = replays.all()) {
            if (!all.hasNext()) {
                return List.of();
            }
            entry = all.next();
        }
        ReplayLeft left = entry.value;
        List<WebhookDelivery> found = new ArrayList<>();
        String next = null;
        int looked = 0;
        try (KeyValueIterator<String, WebhookDelivery> entries = deliveries.range(left.from(), left.to())) {
            while (entries.hasNext() && next == null) {
                if (looked == atMost) {
                    next = entries.peekNextKey();
                } else {
                    WebhookDelivery delivery = entries.next().value;
                    looked++;
                    if (!delivery.pending() && left.statuses().contains(delivery.status())) {
                        found.add(delivery);
                    }
                }
            }
        }
        if (next == null) {
            replays.delete(entry.key);
        } else {
            replays.put(entry.key, new ReplayLeft(next, left.to(), left.statuses()));
        }
        return found;
    }

    /** Deliveries of what happened before then, oldest first in each lane. */
    List<WebhookDelivery> before(Instant then, int atMost) {
        List<WebhookDelivery> found = new ArrayList<>();
        String from = FIRST;
        for (String key = firstKey(deliveries, from, END);
                key != null && found.size() < atMost;
                key = firstKey(deliveries, from, END)) {
            WebhookLane lane = new DeliveryId(key).lane();
            if (new DeliveryId(key).at().isBefore(then)) {
                try (KeyValueIterator<String, WebhookDelivery> entries =
                        deliveries.range(key, DeliveryId.firstOf(lane, then))) {
                    while (entries.hasNext() && found.size() < atMost) {
                        found.add(entries.next().value);
                    }
                }
            }
            from = DeliveryId.endOf(lane);
        }
        return found;
    }

    private void refresh(WebhookLane lane) {
        String first = firstKey(due, lane + "/", lane + "0");
        if (first == null) {
            earliest.remove(lane);
        } else {
            int time = first.indexOf('/') + 1;
            earliest.put(lane, Long.parseLong(first, time, time + 12, 16));
        }
    }

    private static @Nullable String firstKey(KeyValueStore<String, ?> store, String from, String to) {
        try (KeyValueIterator<String, ?> entries = store.range(from, to)) {
            return entries.hasNext() ? entries.peekNextKey() : null;
        }
    }

    private static @Nullable String dueKey(WebhookDelivery delivery) {
        Instant at = delivery.dueAt();
        return delivery.pending() && at != null ? delivery.id().lane() + "/" + time(at) + "/" + delivery.id() : null;
    }

    /** Sorts as time does. */
    private static String time(Instant at) {
        return String.format(Locale.ROOT, "%012x", Math.max(0, at.toEpochMilli()));
    }
}
